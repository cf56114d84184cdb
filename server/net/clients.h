// Clients: the connections that there are: they come by the port, go when they are closed, and
// share a bounded memory.
//
// Errors: listen() says why the port cannot be had; a client that cannot be served is told, or
// turned away. Threads: the one that has the loop.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/net/connection.h"
#include "server/net/connection_lists.h"
#include "server/net/serving.h"

namespace powercut {

class Clients {
 public:
  // serving: for each connection.
  Clients(asio::io_context& loop, Serving& serving, ConnectionLists& lists)
      : serving_(serving), lists_(lists), acceptor_(loop), accept_again_(loop) {}

  // Takes the port, which is 0 for any free one; an empty text, or why it cannot be had.
  std::string listen(const std::string& bind, std::uint16_t port);
  std::uint16_t port() const { return port_; }

  // Takes new clients until stop(), which also lets those that there are finish.
  void accept();
  void stop();

  // Others may still point to it; drop_gone() frees those that were forgotten.
  void forget(Connection& connection);
  void drop_gone() { gone_.clear(); }

  bool empty() const { return connections_.empty(); }
  std::vector<Session*> sessions();
  Connection& at(std::uint64_t id) { return *connections_.at(id); }

  // Closes those that were idle or did not read for too long; or all of them.
  void check_time(Duration now);
  void close_all(std::string_view why);

  // Many large answers of one turn must not all be there before the first is sent.
  void check_memory(Connection& connection);

  // The client that holds most goes, while all together hold too much.
  void limit_memory();

 private:
  using Connections = ConnectionLists::Connections;

  Connections all() const;
  void on_accept(int descriptor);

  Serving& serving_;
  ConnectionLists& lists_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer accept_again_;
  std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;  // by id
  std::vector<std::unique_ptr<Connection>> gone_;  // closed; others may point to them in this turn
  std::uint16_t port_ = 0;
  std::uint64_t next_id_ = 1;
  bool is_stopping_ = false;
};

}  // namespace powercut
