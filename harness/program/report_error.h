// report_error(): reports that the program cannot do what was asked. All its errors go this way.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "harness/program/verbs/commands.h"

namespace powercut {

// Writes control bytes as \xNN. Text from a user may have line ends, or codes that a terminal
// obeys.
inline std::string without_control_bytes(std::string_view text) {
  std::string plain;
  for (char byte : text) {
    auto number = static_cast<unsigned char>(byte);
    bool controls = number < ' ' || number == 0x7f;
    plain += controls ? fmt::format("\\x{:02x}", number) : std::string(1, byte);
  }
  return plain;
}

// Writes one line to standard error, and returns the exit code of wrong usage.
template <typename... Parts>
int report_error(fmt::format_string<Parts...> format, Parts&&... parts) {
  std::string message = fmt::format(format, std::forward<Parts>(parts)...);
  fmt::print(stderr, "powercut: {}\n", without_control_bytes(message));
  return exit_wrong_usage;
}

}  // namespace powercut
