// Progress: counts how much of the work is done. The workers write it, the display reads it.
#pragma once

#include <atomic>
#include <cstdint>

namespace powercut {

struct Progress {
  std::atomic<std::uint64_t> done = 0;    // in units
  std::atomic<std::uint64_t> total = 0;   // 0: not known yet
  std::atomic<std::uint64_t> states = 0;  // visited so far
};

}  // namespace powercut
