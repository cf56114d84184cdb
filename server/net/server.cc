#include "server/net/server.h"

#include <asio/buffer.hpp>
#include <asio/post.hpp>
#include <spdlog/spdlog.h>

#include <csignal>

#include <algorithm>

namespace powercut {

namespace {

// Changes that wait for the store: with so many nobody's requests are carried out.
constexpr std::size_t pending_bytes_max = std::size_t{64} << 20U;

// A client who holds more is looked at when he was served, and not only when the turn ends.
constexpr std::size_t checked_bytes_min = std::size_t{1} << 20U;

constexpr Duration tick_time = std::chrono::seconds(1);
constexpr Duration accept_pause = std::chrono::milliseconds(100);

// A batch waits for more clients as long as some come in so much time, and no longer than that.
constexpr Duration gathering_pause = std::chrono::microseconds(150);
constexpr Duration gathering_time_max = std::chrono::milliseconds(2);

// For answers to be read, when the server stops.
constexpr Duration stop_time_max = std::chrono::seconds(2);

}  // namespace

Server::Server(ServedStore& store, const ServerConfig& config, LineDialect lines)
    : store_(store),
      config_(config),
      lines_(lines),
      processor_(store.store(), *this, config_, random_seed()) {
  if (config.policy != SyncPolicy::always || !store.takes_threads()) return;
  committer_.emplace(store.store(), [this](Result<void> committed) {
    asio::post(loop_, [this, committed] { on_committed(committed); });
  });
}

Server::~Server() {
  if (compaction_) compaction_->join();
}

std::string Server::listen() {
  asio::error_code error;
  const asio::ip::address address = asio::ip::make_address(config_.bind, error);
  if (error) return "not an address: " + config_.bind;
  const asio::ip::tcp::endpoint endpoint(address, config_.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return error.message();
  config_.port = acceptor_.local_endpoint().port();
  return {};
}

void Server::run() {
  await_signals();
  accept();
  tick();
  poller_.start([this] { turn(); });
  loop_.run();
  // The store may be closed now.
  if (compaction_) compaction_->join();
  compaction_.reset();
}

// ---- clients come and go

void Server::accept() {
  acceptor_.async_accept([this](const asio::error_code& error, asio::ip::tcp::socket socket) {
    if (is_stopping_) return;
    if (!error) {
      asio::error_code kept;
      const int descriptor = socket.release(kept);
      if (!kept) on_accept(descriptor);
      return accept();
    }
    spdlog::warn("a client cannot be accepted: {}", error.message());
    accept_again_.expires_after(accept_pause);
    accept_again_.async_wait([this](const asio::error_code& stopped) {
      if (!stopped && !is_stopping_) accept();
    });
  });
}

void Server::on_accept(int descriptor) {
  ++connections_received_;
  auto connection = std::make_unique<Connection>(*this, descriptor, next_id_);
  if (connections_.size() >= config_.clients_max) {
    ++connections_rejected_;
    connection->turn_away("ERR max number of clients reached");
    spdlog::warn("a client is turned away: there are {}", connections_.size());
    return;
  }
  if (!poller_.add(descriptor, *connection)) {
    ++connections_rejected_;
    spdlog::warn("a client is turned away: the system has no room to wait for him");
    return;
  }
  spdlog::debug("client {} from {}", next_id_, connection->session().address);
  connections_.emplace(next_id_++, std::move(connection));
}

// Others may still point to it in this turn.
void Server::forget(Connection& connection) {
  processor_.leave(connection.session());
  poller_.remove(connection.descriptor());
  std::erase(held_, &connection);
  std::erase(waiting_, &connection);
  std::erase(resuming_, &connection);
  const auto found = connections_.find(connection.session().id);
  gone_.push_back(std::move(found->second));
  connections_.erase(found);
}

Server::Connections Server::all_connections() const {
  Connections all;
  for (const auto& [id, connection] : connections_) all.push_back(connection.get());
  return all;
}

// ---- turns

void Server::turn() {
  turn_time_ = clock_.now();
  Connections resuming;
  resuming.swap(resuming_);
  for (Connection* connection : resuming) {
    connection->is_resuming = false;
    connection->process();
    check_memory(*connection);
  }
  for (const Poller::Ready& ready : poller_.ready()) {
    Connection& connection = *ready.connection;
    if (connection.is_closed()) continue;
    if (ready.broken) {
      connection.close("it is gone");
      continue;
    }
    if (ready.writable) connection.on_writable();
    if (ready.readable) connection.on_readable(shared_);
    check_memory(connection);
  }
  end_turn();
}

// What is done last can make more to do: who waited may go on, and is touched by that.
void Server::end_turn() {
  do {
    commit();
    flush_touched();
  } while (!touched_.empty());
  limit_memory();
  gone_.clear();
  end_if_done();
}

void Server::touch(Connection& connection) {
  if (connection.is_touched) return;
  connection.is_touched = true;
  touched_.push_back(&connection);
}

void Server::flush_touched() {
  Connections touched;
  touched.swap(touched_);
  for (Connection* connection : touched) {
    connection->is_touched = false;
    connection->flush();
  }
  if (touched_.empty()) {
    touched.clear();
    touched_.swap(touched);
  }
}

void Server::note_held(Connection& connection) {
  if (connection.is_held) return;
  connection.is_held = true;
  held_.push_back(&connection);
}

void Server::resume(Connection& connection) {
  if (connection.is_resuming) return;
  connection.is_resuming = true;
  resuming_.push_back(&connection);
  if (turn_is_posted_) return;
  turn_is_posted_ = true;
  asio::post(loop_, [this] {
    turn_is_posted_ = false;
    turn();
  });
}

bool Server::may_go_on(Connection& connection) {
  if (keys().pending_bytes() <= pending_bytes_max) return true;
  if (!committer_) {
    commit_here();
    return true;
  }
  wait(connection);
  return false;
}

bool Server::make_quiet(Connection& connection) {
  if (!committer_) {
    commit_here();
    return true;
  }
  wants_quiet_ = true;
  wait(connection);
  return false;
}

void Server::wait(Connection& connection) {
  if (connection.is_waiting) return;
  connection.is_waiting = true;
  waiting_.push_back(&connection);
}

// ---- commits

void Server::commit() {
  if (committer_) {
    start_commit();
  } else {
    commit_here();
  }
}

void Server::commit_here() {
  while (const PendingBatch* batch = keys().take_batch()) decide(batch->commit_to(keys().store()));
}

void Server::start_commit() {
  if (is_committing_) return;
  // Who waits for room only need not wait until those who came later have all been committed.
  const bool has_room = !wants_quiet_ && keys().pending_bytes() <= pending_bytes_max;
  if (!keys().has_pending() || (has_room && !waiting_.empty())) let_waiting_go_on();
  if (!keys().has_pending() || lets_others_come()) return;
  const PendingBatch* batch = keys().take_batch();
  is_committing_ = true;
  gathering_since_ = Duration{0};
  committer_->start(*batch);
}

// Those whom the last batch released come again at once, most of them: one sync for twenty-five costs
// what one for five does. So a batch waits for half of those who write, as long as more of them
// come; the other half has its part in the batch before, and is answered meanwhile.
bool Server::lets_others_come() {
  if (held_.size() >= wanted_ || !waiting_.empty() || is_stopping_) return false;
  if (gathering_since_ == Duration{0}) {
    gathering_since_ = clock_.now();
    await_others();
  }
  return true;
}

void Server::await_others() {
  gathered_ = held_.size();
  gathering_.expires_after(gathering_pause);
  gathering_.async_wait([this](const asio::error_code& error) {
    if (error || gathering_since_ == Duration{0} || is_committing_) return;
    const bool more_came = held_.size() > gathered_;
    if (more_came && clock_.now() - gathering_since_ < gathering_time_max) return await_others();
    wanted_ = 0;
    end_turn();
  });
}

void Server::on_committed(Result<void> committed) {
  is_committing_ = false;
  turn_time_ = clock_.now();
  decide(committed);
  end_turn();
}

// Those who wait for the batch can be told now; they are, when the turn ends.
void Server::decide(const Result<void>& committed) {
  const std::uint64_t decided = keys().finish(committed.ok());
  if (!committed.ok()) {
    spdlog::error("a batch of changes did not reach the store: {}", describe(committed.error()));
    processor_.forget_failed(committed.error());
  }
  for (Connection* connection : held_) {
    if (committed.ok()) {
      connection->batches_succeeded(decided);
    } else {
      connection->batches_failed(decided, committed.error());
    }
    touch(*connection);
  }
  const std::size_t clients = held_.size();
  std::erase_if(held_, [](Connection* connection) {
    connection->is_held = connection->is_holding();
    return !connection->is_held;
  });
  wanted_ = (clients + 1) / 2;
}

// Whoever wants quiet came before those who wait for it to be over.
void Server::let_waiting_go_on() {
  wants_quiet_ = false;
  Connections waiting;
  waiting.swap(waiting_);
  for (Connection* connection : waiting) {
    connection->is_waiting = false;
    connection->process();
    check_memory(*connection);
  }
}

// ---- the clock

void Server::tick() {
  ticker_.expires_after(tick_time);
  ticker_.async_wait([this](const asio::error_code& error) {
    if (error) return;
    processor_.note_second();
    const Duration time = clock_.now();
    for (Connection* connection : all_connections()) {
      connection->check_time(time);
      if (is_stopping_ && time > stop_deadline_) connection->close("the server stops");
    }
    if (!is_done()) tick();
    end_turn();
  });
}

// Many large answers of one turn must not all be there before the first is sent.
void Server::check_memory(Connection& connection) {
  if (connection.is_closed() || connection.memory_bytes() <= checked_bytes_min) return;
  connection.flush();
  limit_memory();
}

// The client that holds most goes, while all together hold too much.
void Server::limit_memory() {
  while (client_bytes_ > config_.client_bytes_max) {
    Connection* largest = nullptr;
    for (Connection* connection : all_connections()) {
      if (!connection->session().is_evictable) continue;
      if (largest == nullptr || connection->memory_bytes() > largest->memory_bytes()) {
        largest = connection;
      }
    }
    if (largest == nullptr) return;
    spdlog::warn("client {} at {} is closed: clients have more than {} bytes in all",
                 largest->session().id, largest->session().address, config_.client_bytes_max);
    largest->close("clients have too many bytes in all");
  }
}

// ---- the end

void Server::await_signals() {
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.async_wait([this](const asio::error_code& error, int signal) {
    if (error) return;
    spdlog::info("signal {}: stopping", signal);
    stop();
  });
}

// What has been carried out is committed and answered; nothing more is read.
void Server::stop() {
  if (is_stopping_) return;
  is_stopping_ = true;
  stop_deadline_ = clock_.now() + stop_time_max;
  asio::error_code ignored;
  acceptor_.close(ignored);
  signals_.cancel(ignored);
  accept_again_.cancel();
  for (Connection* connection : all_connections()) connection->finish();
  end_turn();
}

bool Server::is_done() {
  return is_stopping_ && connections_.empty() && !is_committing_ && !keys().has_pending();
}

void Server::end_if_done() {
  if (!is_done()) return;
  ticker_.cancel();
  poller_.stop();
}

// ---- Host

std::uint64_t Server::unix_microseconds() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

void Server::sleep(Duration time) { std::this_thread::sleep_for(time); }

std::vector<Session*> Server::sessions() {
  std::vector<Session*> sessions;
  for (const auto& [id, connection] : connections_) sessions.push_back(&connection->session());
  return sessions;
}

void Server::disconnect(Session& session) {
  connections_.at(session.id)->close("CLIENT KILL");
}

bool Server::start_compaction() {
  if (is_compacting_) return false;
  if (compaction_) compaction_->join();
  is_compacting_ = true;
  spdlog::info("compaction begins");
  const auto compact = [this] {
    const Result<void> compacted = keys().store().compact();
    asio::post(loop_, [this, compacted] {
      is_compacting_ = false;
      if (compacted.ok()) processor_.note_saved();
      spdlog::info("compaction: {}", compacted.ok() ? "done" : describe(compacted.error()));
    });
  };
  if (store_.takes_threads()) {
    compaction_.emplace(compact);
  } else {
    compaction_.reset();
    compact();
  }
  return true;
}

void Server::shut_down() {
  spdlog::info("SHUTDOWN: stopping");
  asio::post(loop_, [this] { stop(); });
}

HostFacts Server::facts() {
  HostFacts facts;
  process_.add_to(facts);
  store_.add_facts(facts);
  facts.port = config_.port;
  facts.buffer_bytes = client_bytes_;
  facts.connections_received = connections_received_;
  facts.connections_rejected = connections_rejected_;
  facts.bytes_received = bytes_received_;
  facts.bytes_sent = bytes_sent_;
  return facts;
}

}  // namespace powercut
