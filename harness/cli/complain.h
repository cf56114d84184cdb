// The one way in which the program reports that it cannot do what was asked.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "harness/cli/commands.h"

namespace powercut {

// One line on standard error; returns the exit code of wrong usage.
template <typename... Parts>
int complain(fmt::format_string<Parts...> format, Parts&&... parts) {
  fmt::print(stderr, "powercut: {}\n", fmt::format(format, std::forward<Parts>(parts)...));
  return exit_wrong_usage;
}

}  // namespace powercut
