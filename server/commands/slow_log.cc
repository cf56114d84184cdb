#include "server/commands/slow_log.h"

#include <fmt/format.h>

#include <algorithm>

namespace powercut {

void SlowLog::add(SlowCommand command, std::size_t length_max) {
  command.id = next_id_++;
  commands_.push_front(std::move(command));
  while (commands_.size() > length_max) commands_.pop_back();
}

std::vector<std::string> SlowLog::shortened(std::span<const std::string_view> arguments) {
  constexpr std::size_t arguments_max = 32;
  constexpr std::size_t argument_bytes_max = 128;
  const bool is_whole = arguments.size() <= arguments_max;
  const std::size_t shown = is_whole ? arguments.size() : arguments_max - 1;
  std::vector<std::string> kept;
  for (const std::string_view argument : arguments.first(shown)) {
    std::string& text = kept.emplace_back(argument.substr(0, argument_bytes_max));
    if (argument.size() > argument_bytes_max) {
      text += fmt::format("... ({} more bytes)", argument.size() - argument_bytes_max);
    }
  }
  if (!is_whole) kept.push_back(fmt::format("... ({} more arguments)", arguments.size() - shown));
  return kept;
}

}  // namespace powercut
