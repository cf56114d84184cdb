// The end of a child that measures (child.h) and has met something that leaves nothing to measure.
#pragma once

#include <string_view>

#include "powercut/io/result.h"

namespace powercut {

// One line on standard error, and the process ends at once with exit code 1. Its parent cleans up.
[[noreturn]] void fail(std::string_view what, std::string_view why);

void need(const Result<void>& result, std::string_view what);

template <typename T>
T need(Result<T> result, std::string_view what) {
  if (!result.ok()) fail(what, describe(result.error()));
  return std::move(*result);
}

}  // namespace powercut
