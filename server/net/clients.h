// Clients: accepts connections from the port, holds them until they are closed, and bounds the
// memory that they share.
//
// Errors: listen() says why it cannot have the port. A client that cannot be served is told so, or
// is just disconnected. Threads: the one that has the loop.
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
  // `serving` is for each connection.
  Clients(asio::io_context& loop, Serving& serving, ConnectionLists& lists)
      : serving_(serving), lists_(lists), acceptor_(loop), accept_again_(loop) {}

  // Takes the port, or any free one for 0. Returns an empty text, or why the port cannot be had.
  std::string listen(const std::string& bind, std::uint16_t port);
  std::uint16_t port() const { return port_; }

  // Takes new clients until stop(), which also lets the present ones finish.
  void accept();
  void stop();

  // Takes a closed connection out of the clients. Others may still point to it, until drop_gone()
  // frees it.
  void forget(Connection& connection);
  void drop_gone() { gone_.clear(); }

  bool empty() const { return connections_.empty(); }
  std::vector<Session*> sessions();
  Connection& at(std::uint64_t id) { return *connections_.at(id); }

  // check_time() closes the connections that were idle, or did not read, for too long. close_all()
  // closes all.
  void check_time(Duration now);
  void close_all(std::string_view why);

  // If the connection holds much memory, sends its answers and limits the memory. So many large
  // answers of one turn are not all there before the first is sent.
  void check_memory(Connection& connection);

  // While all clients together hold too much, closes the one that holds most. CLIENT NO-EVICT
  // excludes a client.
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
  std::vector<std::unique_ptr<Connection>> gone_;  // closed; others may still point to them
  std::uint16_t port_ = 0;
  std::uint64_t next_id_ = 1;
  bool is_stopping_ = false;
};

}  // namespace powercut
