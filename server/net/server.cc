#include "server/net/server.h"

#include <spdlog/spdlog.h>
#include <asio/buffer.hpp>

#include <csignal>

#include <algorithm>

namespace powercut {

namespace {

// A client that holds more is looked at when it was served, and not only when the turn ends.
constexpr std::size_t checked_bytes_min = std::size_t{1} << 20U;

constexpr Duration tick_time = std::chrono::seconds(1);
constexpr Duration accept_pause = std::chrono::milliseconds(100);

// For answers to be read, when the server stops.
constexpr Duration stop_time_max = std::chrono::seconds(2);

}  // namespace

Server::Server(ServedStore& store, const ServerConfig& config, LineDialect lines)
    : store_(store),
      config_(config),
      lines_(lines),
      processor_(store.store(), *this, config_, random_seed()) {}

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

// ---- who has to wait

bool Server::make_room(Connection& connection) {
  if (!store_.takes_threads()) {
    commit_here();
    return true;
  }
  wait(connection);
  return false;
}

bool Server::make_quiet(Connection& connection) {
  if (!store_.takes_threads()) {
    commit_here();
    return true;
  }
  (is_letting_go_on_ ? wants_quiet_again_ : wants_quiet_) = true;
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

// Requests that have been carried out are committed and answered; nothing more is read.
void Server::stop() {
  if (is_stopping_) return;
  is_stopping_ = true;
  stop_deadline_ = clock_.now() + stop_time_max;
  store_.stop_compacting();
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
