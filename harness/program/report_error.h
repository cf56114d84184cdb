// The one way in which the program reports that it cannot do what was asked.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "harness/program/commands.h"

namespace powercut {

// Text from a user may hold line ends, or codes that a terminal obeys.
inline std::string without_control_bytes(std::string_view text) {
  std::string plain;
  for (char byte : text) {
    auto number = static_cast<unsigned char>(byte);
    bool controls = number < ' ' || number == 0x7f;
    plain += controls ? fmt::format("\\x{:02x}", number) : std::string(1, byte);
  }
  return plain;
}

// One line on standard error; returns the exit code of wrong usage.
template <typename... Parts>
int report_error(fmt::format_string<Parts...> format, Parts&&... parts) {
  std::string message = fmt::format(format, std::forward<Parts>(parts)...);
  fmt::print(stderr, "powercut: {}\n", without_control_bytes(message));
  return exit_wrong_usage;
}

}  // namespace powercut
