#include "bench/engines/fail.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace powercut {

void fail(std::string_view what, std::string_view why) {
  fmt::print(stderr, "powercut_compare: {}: {}\n", what, why);
  std::_Exit(1);
}

void need(const Result<void>& result, std::string_view what) {
  if (!result.ok()) fail(what, describe(result.error()));
}

}  // namespace powercut
