// ConcurrentPlan: what each of several threads will ask of a store, made of a seed.
//
// Few keys and many operations, so that they meet; each plan has its own ratios, since what breaks
// with many writers is not what breaks with many readers.
#pragma once

#include <vector>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

struct PlannedOperation {
  ConcurrentOperation operation;  // without answer and ticks; of reads the stamps are open
  std::uint32_t yields = 0;       // how often the thread steps aside before
};

struct ConcurrentPlan {
  ConcurrentKeys keys;
  std::vector<std::vector<PlannedOperation>> threads;  // 4 to 16
};

ConcurrentPlan concurrent_plan(std::uint64_t seed);

}  // namespace powercut
