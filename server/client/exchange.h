// Exchange: sends the lines of an input to a server of the line protocol, and writes its answers to
// an output, in their order.
//
// It sends while it reads answers, so neither side ever waits for the other to read. An input of
// any length goes through, with bounded memory. On a terminal it asks line by line instead.
//
// It changes a line that the server would not take as one. It drops a carriage return at the end,
// which would announce Redis's inline commands. It sends a `*` at the front behind a space, which
// the server strips; the `*` would announce RESP. A line of white space asks nothing, and is not
// sent. A last line without a newline is a line, too.
//
// It waits with poll(): the input may be a file, which epoll does not take, and it may not be made
// non-blocking, since other processes share it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/client/line_buffer.h"

namespace powercut {

struct ExchangeOptions {
  int input = -1;                                // a descriptor; -1: none, all is given by ask()
  std::string prompt;                            // empty: no terminal
  std::chrono::milliseconds answer_time_max{0};  // while one is due and nothing moves; 0: no end
};

class Exchange {
 public:
  // The socket must be connected, and stays the caller's.
  Exchange(int socket, ExchangeOptions options);

  // Adds a line to send, before those of the input.
  void ask(std::string_view line);

  // Runs until all is answered. Returns an empty text, or what went wrong.
  std::string run();

  bool saw_error() const { return saw_error_; }
  std::uint64_t unanswered() const { return asked_ - answered_; }

 private:
  bool wants_input() const;
  bool is_done() const { return input_has_ended_ && unanswered() == 0; }
  int poll_time() const;
  std::string wait_and_move();
  std::string read_input();
  void send();
  std::string receive();
  std::string take_answers();

  int socket_;
  ExchangeOptions options_;
  LineBuffer lines_;
  LineBuffer answers_;
  std::string unsent_;
  std::size_t sent_ = 0;  // of unsent_
  std::chrono::steady_clock::time_point moved_at_;
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
  bool input_has_ended_ = false;
  bool cannot_send_ = false;
  bool has_prompted_ = false;
  bool saw_error_ = false;
};

}  // namespace powercut
