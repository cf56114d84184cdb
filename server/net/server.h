// Server: clients and a store, brought together by an event loop.
//
//   turn:   all that has arrived is read and carried out (Connection, CommandProcessor)
//   end:    its changes go to the store as one batch; answers that need no batch are sent
//   commit: the answers that waited for the batch are sent, and the next batch goes
//
// There are two threads, and one of them has the loop. The thread that has the loop when a batch is
// ready makes a commit that waits for the disk, and the other one goes on: so reads are answered
// meanwhile, writes gather for the next batch, and no commit waits for a thread to wake up. Where
// the turn has much left to do, the other thread commits. A batch that the store takes quickly, as
// it does without a sync, is committed in place. So are all batches of a store that does not take
// two threads.
//
// Errors: a batch that fails is an error to all who sent a part of it, and to those whose commands
// came after it and had not been committed. The server lives on, and refuses all that the store
// refuses from then on.
//
// Threads: run() on one. All else belongs to the thread that has the loop.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "server/commands/command_processor.h"
#include "server/commands/host.h"
#include "server/commands/server_config.h"
#include "server/net/connection.h"
#include "server/net/poller.h"
#include "server/net/process_facts.h"
#include "server/net/served_store.h"
#include "server/net/threads/turn_pacer.h"
#include "server/net/threads/two_threads.h"

namespace powercut {

class Server : private Host {
 public:
  // The store must outlive the server.
  Server(ServedStore& store, const ServerConfig& config, LineDialect lines);
  ~Server() override;

  // Takes the port; an empty text, or why it cannot be had.
  std::string listen();
  std::uint16_t port() const { return config_.port; }

  // Serves until a signal or SHUTDOWN, then answers what was asked and commits what was changed.
  void run();

  // ---- for connections
  Duration now() override { return clock_.now(); }
  Duration turn_time() const { return turn_time_; }
  const ServerConfig& config() const { return config_; }
  LineDialect line_dialect() const { return lines_; }
  CommandProcessor& processor() { return processor_; }
  Keyspace& keys() { return processor_.keys(); }
  Poller& poller() { return poller_; }
  void touch(Connection& connection);
  void note_held(Connection& connection);
  void note_memory(std::size_t before, std::size_t after) { client_bytes_ += after - before; }
  void count_received(std::size_t bytes) { bytes_received_ += bytes; }
  void count_sent(std::size_t bytes) { bytes_sent_ += bytes; }
  void forget(Connection& connection);

  // Whether more changes may be made now; if not, the connection is called when they may.
  bool make_room(Connection& connection);

  // Whether nothing is on its way to the store now; if not, nobody's requests are carried out until
  // nothing is, and the connection is called first then.
  bool make_quiet(Connection& connection);
  bool wants_quiet() const { return wants_quiet_; }
  void wait(Connection& connection);

  // It will be called in the next turn: others come first.
  void resume(Connection& connection);

 private:
  using Connections = std::vector<Connection*>;

  // The bytes that one read of a socket may bring.
  static constexpr std::size_t shared_bytes = std::size_t{64} << 10U;

  // Between turns, where many ask one by one.
  static constexpr Duration rest_time = std::chrono::microseconds(50);

  // Host: server_host.cc
  std::uint64_t unix_microseconds() override;
  void sleep(Duration time) override;
  std::vector<Session*> sessions() override;
  void disconnect(Session& session) override;
  bool start_compaction() override;
  bool is_compacting() override { return is_compacting_; }
  void shut_down() override;
  HostFacts facts() override;

  // server_turns.cc
  void serve();
  void run_loop();
  void go_on();
  void turn();
  bool may_rest() const;
  void end_turn();
  void flush_touched();

  // server.cc
  Connections all_connections() const;
  void accept();
  void on_accept(int descriptor);
  void await_signals();
  void tick();
  void check_memory(Connection& connection);
  void limit_memory();
  void stop();
  bool is_done();
  void end_if_done();

  // server_commits.cc
  bool commit();
  void commit_here();
  void commit_aside();
  bool lets_others_come();
  void await_others();
  void on_committed(Result<void> committed);
  void decide(const Result<void>& committed);
  void let_waiting_go_on();

  ServedStore& store_;
  ServerConfig config_;
  LineDialect lines_;
  SystemClock clock_;
  ProcessFacts process_;
  asio::io_context loop_{1};
  asio::ip::tcp::acceptor acceptor_{loop_};
  Poller poller_{loop_};
  asio::signal_set signals_{loop_};
  asio::steady_timer ticker_{loop_};
  asio::steady_timer accept_again_{loop_};
  asio::steady_timer gathering_{loop_};
  CommandProcessor processor_;

  std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;  // by id
  std::vector<std::unique_ptr<Connection>> gone_;  // closed; others may point to them in this turn
  Connections touched_;                            // to be flushed at the end of the turn
  Connections held_;                               // with answers that wait for a batch
  Connections waiting_;   // for quiet, or for room among the pending batches
  Connections resuming_;  // with requests left for the next turn
  std::vector<char> shared_ = std::vector<char>(shared_bytes);
  TurnPacer pacer_{rest_time};
  bool turn_is_posted_ = false;
  bool wants_quiet_ = false;
  bool is_letting_go_on_ = false;   // those who waited; what quiet they want is for the next time:
  bool wants_quiet_again_ = false;  // so each of them comes, first
  bool is_committing_ = false;
  std::size_t wanted_ = 0;       // connections with a part in the next batch, if they come soon
  Duration gathering_since_{0};  // 0: the next batch waits for nobody
  std::size_t gathered_ = 0;     // connections with a part in it, when it last looked
  bool is_stopping_ = false;
  Duration turn_time_{0};
  Duration stop_deadline_{0};
  std::uint64_t next_id_ = 1;
  std::uint64_t connections_received_ = 0;
  std::uint64_t connections_rejected_ = 0;
  std::size_t client_bytes_ = 0;  // what all connections hold
  std::uint64_t bytes_received_ = 0;
  std::uint64_t bytes_sent_ = 0;
  bool is_compacting_ = false;
  std::optional<std::thread> compaction_;

  TwoThreads threads_;
  const PendingBatch* batch_aside_ = nullptr;  // under way, while is_committing_
  bool is_turn_open_ = false;                  // the one who takes the loop is to end the turn
};

}  // namespace powercut
