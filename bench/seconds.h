// Seconds of a piece of work, and the median of several.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace powercut {

double seconds_of(const auto& work) {
  auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace powercut
