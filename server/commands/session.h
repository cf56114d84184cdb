// Session: holds what the server knows of one client, apart from its socket.
//
// Threads: the one that has the loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/io/clock.h"
#include "server/protocol/reply_writer.h"

namespace powercut {

struct Command;

// A command that waits for EXEC. It is a copy, since the bytes that it came in are gone by then.
struct QueuedCommand {
  const Command* command;
  std::vector<std::string> arguments;
};

struct Transaction {
  bool is_open = false;
  bool is_running = false;  // EXEC carries it out
  std::size_t running_commands = 0;
  bool is_broken = false;  // a command could not be queued: EXEC will refuse
  std::vector<QueuedCommand> queue = {};
  std::size_t bytes = 0;  // of the queue
};

struct Session {
  std::uint64_t id = 0;
  std::string address = {};  // of the client, "127.0.0.1:40000"
  std::string local_address = {};
  int descriptor = -1;
  Duration connected_at{0};
  Duration last_active_at{0};

  std::string name = {};
  std::string library_name = {};
  std::string library_version = {};
  RespVersion version = RespVersion::resp2;
  bool is_authenticated = false;  // or joined when no password was asked for
  bool is_evictable = true;       // CLIENT NO-EVICT
  const Command* last_command = nullptr;

  Transaction transaction = {};
  std::vector<std::string> watched_keys = {};
  std::size_t watched_bytes = 0;  // of watched_keys, here and in the table
  bool watch_is_broken = false;   // a watched key was changed

  bool closes_after_reply = false;

  // CLIENT REPLY: commands are carried out, and their answers dropped.
  bool wants_no_replies = false;
  bool skips_reply = false;       // to the command that is carried out
  bool skips_next_reply = false;  // to the one after it
  bool is_silent() const { return wants_no_replies || skips_reply; }

  // The connection sets these, for CLIENT LIST. In bytes.
  std::size_t input_bytes = 0;
  std::size_t input_capacity = 0;
  std::size_t output_bytes = 0;

  // The memory that the session takes beyond requests and answers.
  std::size_t memory_bytes() const {
    return transaction.bytes + watched_bytes + name.capacity() + library_name.capacity() +
           library_version.capacity();
  }
};

}  // namespace powercut
