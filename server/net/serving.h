// Serving: the interface by which a connection uses the server around it, and tells it things.
// Connections know only this interface, and no server.
//
// Threads: the one that has the loop.
#pragma once

#include <cstddef>
#include <cstdint>

#include "powercut/io/clock.h"
#include "server/commands/command_processor.h"
#include "server/commands/server_config.h"
#include "server/net/poller.h"

namespace powercut {

class Connection;

enum class LineDialect : std::uint8_t { by_line_end, line_protocol, redis_inline };

// Counts over all clients.
struct Traffic {
  std::uint64_t connections_received = 0;
  std::uint64_t connections_rejected = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;
  std::size_t client_bytes = 0;  // of memory, held by all connections
};

class Serving {
 public:
  virtual ~Serving() = default;

  virtual const ServerConfig& config() const = 0;
  virtual LineDialect line_dialect() const = 0;
  virtual Duration now() const = 0;
  virtual Duration turn_time() const = 0;  // when the turn began
  virtual CommandProcessor& processor() = 0;
  virtual Poller& poller() = 0;
  virtual Traffic& traffic() = 0;

  // The connection has something to send, or may have: it is flushed at the end of the turn.
  virtual void touch(Connection& connection) = 0;

  // The connection has answers that wait for a batch: it is told what becomes of batches.
  virtual void note_held(Connection& connection) = 0;

  // The connection is closed. Others may still point to it in this turn.
  virtual void forget(Connection& connection) = 0;

  // True if more changes may be made now. If not, the connection is called when they may.
  virtual bool make_room(Connection& connection) = 0;

  // True if nothing is on its way to the store now. If not, no requests are carried out until
  // nothing is, and then the connection is called first.
  virtual bool make_quiet(Connection& connection) = 0;
  virtual bool wants_quiet() const = 0;
  virtual void wait(Connection& connection) = 0;

  // The connection will be called in the next turn, so that others come first.
  virtual void resume(Connection& connection) = 0;
};

}  // namespace powercut
