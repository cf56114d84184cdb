// Server: serves clients from a store, in an event loop.
//
//   turn:   all that has arrived is read and carried out (Connection, CommandProcessor)
//   end:    its changes go to the store as one batch; answers that need no batch are sent
//   commit: the answers that waited for the batch are sent, and the next batch goes (Committer)
//
// There are two threads, and one of them has the loop. If a commit must wait for the disk, the
// thread that has the loop makes it, and the other one takes the loop. So reads are answered
// meanwhile, writes gather for the next batch, and no commit waits for a thread to wake up. If the
// turn has much left to do, the other thread commits. A batch that the store takes quickly, as it
// does without a sync, is committed in place. So are all batches of a store that does not take two
// threads.
//
// Errors: if a batch fails, all clients with a part in it get an error, and so do those whose
// commands came after it and had not been committed. The server lives on. It refuses all that the
// store refuses from then on.
//
// The parts, each of which knows only those above it:
//
//   Serving            what connections need of a server
//   Connection         the requests of one client, and the answers
//   ConnectionLists    the connections that are to be served, and when
//   Clients            all connections; the port; memory
//   ServerHost         services for the commands: the process, a compaction
//   Committer          batches on their way to the store
//   Server             turns, threads, the clock, the end
//
// Threads: one calls run(). All else belongs to the thread that has the loop.
#pragma once

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <string>
#include <vector>

#include "server/net/clients.h"
#include "server/net/committer.h"
#include "server/net/server_host.h"
#include "server/net/threads/turn_pacer.h"
#include "server/net/threads/two_threads.h"

namespace powercut {

class Server : private Serving {
 public:
  // The store must outlive the server.
  Server(ServedStore& store, const ServerConfig& config, LineDialect lines);

  // Takes the port. Returns an empty text, or why the port cannot be had.
  std::string listen();
  std::uint16_t port() const { return config_.port; }

  // Serves until a signal or SHUTDOWN. Then it answers the requests that were carried out, and
  // commits their changes.
  void run();

 private:
  // The bytes that one read of a socket may bring.
  static constexpr std::size_t shared_bytes = std::size_t{64} << 10U;

  // The rest between turns while many clients ask one by one.
  static constexpr Duration rest_time = std::chrono::microseconds(50);

  // Serving
  const ServerConfig& config() const override { return config_; }
  LineDialect line_dialect() const override { return lines_; }
  Duration now() const override { return clock_.now(); }
  Duration turn_time() const override { return turn_time_; }
  CommandProcessor& processor() override { return processor_; }
  Poller& poller() override { return poller_; }
  Traffic& traffic() override { return traffic_; }
  void touch(Connection& connection) override { lists_.touch(connection); }
  void note_held(Connection& connection) override { lists_.note_held(connection); }
  void forget(Connection& connection) override { clients_.forget(connection); }
  bool make_room(Connection& connection) override;
  bool make_quiet(Connection& connection) override;
  bool wants_quiet() const override { return lists_.wants_quiet(); }
  void wait(Connection& connection) override { lists_.wait(connection); }
  void resume(Connection& connection) override;

  // Turns
  void serve();
  void run_loop();
  void go_on();
  void turn();
  bool may_rest() const;
  void end_turn();

  // The clock and the end
  void tick();
  void await_signals();
  void stop();
  bool is_done();
  void end_if_done();

  ServedStore& store_;
  ServerConfig config_;
  LineDialect lines_;
  SystemClock clock_;
  Traffic traffic_;
  asio::io_context loop_{1};
  Poller poller_{loop_};
  asio::signal_set signals_{loop_};
  asio::steady_timer ticker_{loop_};
  ConnectionLists lists_;
  Clients clients_{loop_, *this, lists_};
  ServerHost host_;
  CommandProcessor processor_;
  Committer committer_;

  std::vector<char> shared_ = std::vector<char>(shared_bytes);
  TurnPacer pacer_{rest_time};
  Duration turn_time_{0};
  bool turn_is_posted_ = false;
  bool is_stopping_ = false;
  Duration stop_deadline_{0};

  TwoThreads threads_;
  bool is_turn_open_ = false;  // the thread that takes the loop must end the turn
};

}  // namespace powercut
