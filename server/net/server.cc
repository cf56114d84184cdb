#include "server/net/server.h"

#include <spdlog/spdlog.h>
#include <asio/buffer.hpp>
#include <asio/post.hpp>

#include <sys/prctl.h>

#include <csignal>

#include <algorithm>

namespace powercut {

namespace {

// A client who holds more is looked at when he was served, and not only when the turn ends.
constexpr std::size_t checked_bytes_min = std::size_t{1} << 20U;

constexpr Duration tick_time = std::chrono::seconds(1);
constexpr unsigned long timer_slack_nanoseconds = 1000;
constexpr Duration accept_pause = std::chrono::milliseconds(100);

// For answers to be read, when the server stops.
constexpr Duration stop_time_max = std::chrono::seconds(2);

}  // namespace

Server::Server(ServedStore& store, const ServerConfig& config, LineDialect lines)
    : store_(store),
      config_(config),
      lines_(lines),
      processor_(store.store(), *this, config_, random_seed()) {
  if (config.policy == SyncPolicy::never || !store.takes_threads()) return;
  committer_.emplace(store.store(), [this](Result<void> committed) {
    asio::post(loop_, [this, committed] { on_committed(committed); });
    pacer_.wake();
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
  // Of this thread: the system may else double a rest.
  ::prctl(PR_SET_TIMERSLACK, timer_slack_nanoseconds);
  await_signals();
  accept();
  tick();
  poller_.start([this] { turn(); });
  while (!loop_.stopped()) {
    if (may_rest()) {
      pacer_.rest();
      if (loop_.poll() > 0) continue;
    }
    loop_.run_one();
  }
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
  const std::uint64_t requests_before = processor_.commands_processed();
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
    if (ready.readable) {
      pacer_.count(connection.pacer_mark, turn_time_);
      connection.on_readable(shared_);
    }
    check_memory(connection);
  }
  const std::uint64_t requests = processor_.commands_processed();
  pacer_.note_turn(requests - std::min(requests_before, requests));
  end_turn();
}

// Under always the syncs set the pace: a rest would only make the next one later.
bool Server::may_rest() const {
  const bool syncs = is_committing_ && config_.policy == SyncPolicy::always;
  return !syncs && !turn_is_posted_ && !is_stopping_ && gathering_since_ == Duration{0} &&
         pacer_.wants_rest(clock_.now());
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

bool Server::make_room(Connection& connection) {
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

}  // namespace powercut
