// Serving: what a connection needs of the server around it, and tells it. Connections know this
// interface alone, and no server.
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
  std::size_t client_bytes = 0;  // of memory, that all connections hold
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

  // It has something to send, or may have: it is flushed at the end of the turn.
  virtual void touch(Connection& connection) = 0;

  // It has answers that wait for a batch: it is told what becomes of batches.
  virtual void note_held(Connection& connection) = 0;

  // It is closed. Others may still point to it in this turn.
  virtual void forget(Connection& connection) = 0;

  // Whether more changes may be made now; if not, the connection is called when they may.
  virtual bool make_room(Connection& connection) = 0;

  // Whether nothing is on its way to the store now; if not, nobody's requests are carried out until
  // nothing is, and the connection is called first then.
  virtual bool make_quiet(Connection& connection) = 0;
  virtual bool wants_quiet() const = 0;
  virtual void wait(Connection& connection) = 0;

  // It will be called in the next turn: others come first.
  virtual void resume(Connection& connection) = 0;
};

}  // namespace powercut
