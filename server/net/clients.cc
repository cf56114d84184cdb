#include "server/net/clients.h"

#include <spdlog/spdlog.h>

namespace powercut {

namespace {

// A client that holds more is looked at when it was served, and not only when the turn ends.
constexpr std::size_t checked_bytes_min = std::size_t{1} << 20U;

constexpr Duration accept_pause = std::chrono::milliseconds(100);

}  // namespace

std::string Clients::listen(const std::string& bind, std::uint16_t port) {
  asio::error_code error;
  const asio::ip::address address = asio::ip::make_address(bind, error);
  if (error) return "not an address: " + bind;
  const asio::ip::tcp::endpoint endpoint(address, port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return error.message();
  port_ = acceptor_.local_endpoint().port();
  return {};
}

void Clients::accept() {
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

void Clients::on_accept(int descriptor) {
  Traffic& traffic = serving_.traffic();
  ++traffic.connections_received;
  auto connection = std::make_unique<Connection>(serving_, descriptor, next_id_);
  if (connections_.size() >= serving_.config().clients_max) {
    ++traffic.connections_rejected;
    connection->turn_away("ERR max number of clients reached");
    spdlog::warn("a client is turned away: there are {}", connections_.size());
    return;
  }
  if (!serving_.poller().add(descriptor, *connection)) {
    ++traffic.connections_rejected;
    spdlog::warn("a client is turned away: the system has no room for another client");
    return;
  }
  spdlog::debug("client {} from {}", next_id_, connection->session().address);
  connections_.emplace(next_id_++, std::move(connection));
}

void Clients::stop() {
  is_stopping_ = true;
  asio::error_code ignored;
  acceptor_.close(ignored);
  accept_again_.cancel();
  for (Connection* connection : all()) connection->finish();
}

void Clients::forget(Connection& connection) {
  serving_.processor().leave(connection.session());
  serving_.poller().remove(connection.descriptor());
  lists_.forget(connection);
  const auto found = connections_.find(connection.session().id);
  gone_.push_back(std::move(found->second));
  connections_.erase(found);
}

Clients::Connections Clients::all() const {
  Connections all;
  for (const auto& [id, connection] : connections_) all.push_back(connection.get());
  return all;
}

std::vector<Session*> Clients::sessions() {
  std::vector<Session*> sessions;
  for (const auto& [id, connection] : connections_) sessions.push_back(&connection->session());
  return sessions;
}

void Clients::check_time(Duration now) {
  for (Connection* connection : all()) connection->check_time(now);
}

void Clients::close_all(std::string_view why) {
  for (Connection* connection : all()) connection->close(why);
}

void Clients::check_memory(Connection& connection) {
  if (connection.is_closed() || connection.memory_bytes() <= checked_bytes_min) return;
  connection.flush();
  limit_memory();
}

void Clients::limit_memory() {
  const std::size_t bytes_max = serving_.config().client_bytes_max;
  while (serving_.traffic().client_bytes > bytes_max) {
    Connection* largest = nullptr;
    for (Connection* connection : all()) {
      if (!connection->session().is_evictable) continue;
      if (largest == nullptr || connection->memory_bytes() > largest->memory_bytes()) {
        largest = connection;
      }
    }
    if (largest == nullptr) return;
    spdlog::warn("client {} at {} is closed: clients have more than {} bytes in all",
                 largest->session().id, largest->session().address, bytes_max);
    largest->close("clients have too many bytes in all");
  }
}

}  // namespace powercut
