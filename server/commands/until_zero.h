// until_zero: cuts an argument as Redis does in an error: it ends where a text of C does.
#pragma once

#include <cstddef>
#include <string_view>

namespace powercut {

// Redis shows so many bytes of a name that it does not know.
inline constexpr std::size_t shown_bytes_max = 128;

constexpr std::string_view until_zero(std::string_view argument) {
  return argument.substr(0, argument.find('\0'));
}

constexpr std::string_view shown_name(std::string_view argument) {
  return until_zero(argument.substr(0, shown_bytes_max));
}

}  // namespace powercut
