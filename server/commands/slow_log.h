// SlowLog: keeps the last commands that took long (SLOWLOG).
//
// Threads: one.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/io/clock.h"

namespace powercut {

struct SlowCommand {
  std::uint64_t id;
  std::int64_t unix_seconds;  // when it began
  Duration time;
  std::vector<std::string> arguments;  // the first ones, and the beginning of each
  std::string client_address;
  std::string client_name;
};

class SlowLog {
 public:
  // Drops the oldest commands beyond length_max.
  void add(SlowCommand command, std::size_t length_max);
  void clear() { commands_.clear(); }

  // The newest first.
  const std::deque<SlowCommand>& commands() const { return commands_; }

  // The arguments as they are kept: 32 of them, 128 bytes of each, and how much more there was.
  static std::vector<std::string> shortened(std::span<const std::string_view> arguments);

 private:
  std::deque<SlowCommand> commands_;
  std::uint64_t next_id_ = 0;
};

}  // namespace powercut
