// ConcurrentPlan: holds the operations that each of several threads will ask of a store, drawn from
// a seed.
//
// A plan has few keys and many operations, so that operations meet. Each plan has its own ratios,
// since many writers find other bugs than many readers.
#pragma once

#include <vector>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

struct PlannedOperation {
  ConcurrentOperation operation;  // without answer and ticks; a read has no stamps yet
  std::uint32_t yields = 0;       // how often the thread yields before the operation
};

struct ConcurrentPlan {
  ConcurrentKeys keys;
  std::vector<std::vector<PlannedOperation>> threads;  // 4 to 16
};

ConcurrentPlan concurrent_plan(std::uint64_t seed);

}  // namespace powercut
