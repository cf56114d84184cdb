// Connection: reads the requests of one client, has them carried out, and sends the answers.
//
//   read -> InputBuffer -> RequestParser -> CommandProcessor -> ReplyQueue -> send
//
// If a client leaves more than 1 MiB of answers unread, no more is read from it either. So it costs
// bounded memory, and nobody waits for it. A request that cannot be parsed is answered with an
// error, and the connection ends when that is sent.
//
// A client's protocol: a request that begins with `*` is RESP, always. Any other is a line. If a
// client's first request was RESP, its lines are Redis's inline commands. If its first request was
// a line, the end of that line decides, unless the server was told (LineDialect): after a bare
// newline the client speaks the line protocol, after a carriage return before it Redis's.
//
// Threads: the one that has the loop.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "powercut/io/error.h"
#include "server/commands/session.h"
#include "server/net/client_socket.h"
#include "server/net/input_buffer.h"
#include "server/net/reply_queue.h"
#include "server/net/serving.h"
#include "server/net/threads/turn_pacer.h"
#include "server/protocol/request_parser.h"

namespace powercut {

class Connection {
 public:
  // Takes over the descriptor of a connected socket.
  Connection(Serving& serving, int descriptor, std::uint64_t id);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Reads bytes that have come, and carries out their requests. `shared`: a buffer that all
  // connections read into.
  void on_readable(std::span<char> shared);
  void on_writable();

  // Carries out the requests that have arrived, as far as they may be now.
  void process();

  // Sends the answers that may be sent, and tells the poller what the socket waits for. Afterwards
  // the connection may be closed.
  void flush();

  // The batches up to `decided` were decided (ReplyQueue).
  void batches_succeeded(std::uint64_t decided) { replies_.succeed(decided); }
  void batches_failed(std::uint64_t decided, Error error);

  // Reads no more requests. The connection ends when all answers are sent.
  void finish();

  // Tells the client why it is not served, as far as the socket takes that at once.
  void turn_away(std::string_view error);

  // Ends the connection now. Unsent answers are lost.
  void close(std::string_view why);
  bool is_closed() const { return is_closed_; }

  // Closes the connection if it was idle, or did not read, for too long.
  void check_time(Duration now);

  Session& session() { return session_; }
  int descriptor() const { return socket_.descriptor(); }
  bool is_holding() const { return replies_.is_holding(); }
  std::size_t memory_bytes() const {
    return input_.capacity() + replies_.capacity() + parser_.memory_bytes() +
           session_.memory_bytes();
  }

  TurnPacer::Mark pacer_mark;
  bool is_touched = false;   // the server will flush it at the end of the turn
  bool is_waiting = false;   // the server will let it process() when there is quiet, or room
  bool is_resuming = false;  // the server will let it process() in the next turn
  bool is_held = false;      // the server will tell it what became of batches

 private:
  enum class Next : std::uint8_t {
    go_on,
    stop,
    again,  // the request was not carried out yet
  };

  Next process_one();
  Next answer(std::span<const std::string_view> arguments);
  Next answer_line_of_text();
  Next answer_inline(std::string_view line);
  bool wait_for(CommandProcessor::Outcome outcome);
  void end_answer(std::uint64_t needed);
  void decide_dialect();
  void fail(std::string_view error);
  void update_interest();
  void note_sizes();
  void note_memory(std::size_t bytes);
  bool may_process() const;

  Serving& serving_;
  ClientSocket socket_;
  Session session_;
  RequestParser parser_;
  InputBuffer input_;
  ReplyQueue replies_;
  std::optional<LineDialect> dialect_;  // nullopt: not decided yet
  bool is_paused_ = false;              // process() left requests that it may not carry out yet
  bool is_blocked_ = false;             // the socket takes no more bytes
  bool has_finished_ = false;           // no more requests
  bool is_closed_ = false;
  bool waits_to_read_ = true;  // these two: what the poller was told
  bool waits_to_write_ = false;
  Duration stalled_since_{0};    // 0: the client reads
  std::size_t noted_bytes_ = 0;  // of memory, as the server counts it
};

}  // namespace powercut
