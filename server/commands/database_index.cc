#include "server/commands/database_index.h"

#include <fmt/format.h>

#include <limits>

#include "server/protocol/number_text.h"

namespace powercut {

bool check_database(CommandCall& call, std::string_view index) {
  constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  const std::optional<std::int64_t> number = parse_integer(index);
  if (number == 0) return true;
  if (!number) {
    call.reply.error("ERR value is not an integer or out of range");
  } else if (*number < least || *number > most) {
    call.reply.error(
        fmt::format("ERR value is out of range, value must between {} and {}", least, most));
  } else {
    call.reply.error("ERR DB index is out of range");
  }
  return false;
}

}  // namespace powercut
