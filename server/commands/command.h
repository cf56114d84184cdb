// Command: one line of the table of commands. It has a command's shape, and the function that
// carries it out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace powercut {

struct CommandCall;

// Bits. COMMAND INFO shows those that have a name in Redis.
enum class CommandFlag : std::uint32_t {
  write = 1U << 0U,
  readonly = 1U << 1U,
  denyoom = 1U << 2U,
  admin = 1U << 3U,
  noscript = 1U << 4U,
  loading = 1U << 5U,
  stale = 1U << 6U,
  fast = 1U << 7U,
  no_auth = 1U << 8U,   // also before the password was told
  no_multi = 1U << 9U,  // not in a transaction
  allow_busy = 1U << 10U,
  no_async_loading = 1U << 11U,
  skip_slowlog = 1U << 12U,
  connection = 1U << 16U,   // not shown: of the category @connection
  transaction = 1U << 17U,  // not shown: of the category @transaction
  keyspace = 1U << 18U,     // not shown: of the category @keyspace
  dangerous = 1U << 19U,    // not shown: of the category @dangerous
  string = 1U << 20U,       // not shown: of the category @string
  not_queued = 1U << 21U,   // not shown: a transaction that is being collected lets it through
  needs_quiet = 1U << 22U,  // not shown: only while no change is on its way to the store
};

class CommandFlags {
 public:
  constexpr CommandFlags() = default;
  constexpr CommandFlags(CommandFlag flag) : bits_(static_cast<std::uint32_t>(flag)) {}
  constexpr bool has(CommandFlag flag) const {
    return (bits_ & static_cast<std::uint32_t>(flag)) != 0;
  }
  friend constexpr CommandFlags operator|(CommandFlags left, CommandFlags right) {
    CommandFlags both;
    both.bits_ = left.bits_ | right.bits_;
    return both;
  }

 private:
  std::uint32_t bits_ = 0;
};
constexpr CommandFlags operator|(CommandFlag left, CommandFlag right) {
  return CommandFlags(left) | CommandFlags(right);
}

// Which arguments are keys, counted from 1. A last of -1 is the last argument, -2 the one before.
// No argument is a key if the first is 0.
struct KeyPositions {
  int first = 0;
  int last = 0;
  int step = 0;
};

struct Command {
  using Handler = void (*)(CommandCall& call);

  std::string_view name;  // lower case; a subcommand is "client|id"
  int arity;              // counts the name; negative: at least so many
  CommandFlags flags;
  KeyPositions keys = {};
  Handler handler = nullptr;  // nullptr: it has subcommands only
  std::span<const Command> subcommands = {};

  bool accepts(std::size_t argument_count) const {
    const auto count = static_cast<std::ptrdiff_t>(argument_count);
    return arity >= 0 ? count == arity : count >= -arity;
  }

  // The name behind the bar, for a subcommand.
  std::string_view own_name() const { return name.substr(name.find('|') + 1); }
};

// All commands, by name.
std::span<const Command> all_commands();

// nullptr: there is none. Letters may be in any case.
const Command* find_command(std::string_view name);
const Command* find_subcommand(const Command& command, std::string_view name);

}  // namespace powercut
