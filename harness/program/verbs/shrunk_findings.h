// show_shrunk_findings(): shrinks the first finding of each failing store and model, and shows it,
// for `sweep --shrink`.
#pragma once

#include <atomic>
#include <cstdio>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// How many findings there are to shrink, and how many were shrunk before `stops` was set.
struct ShrunkCount {
  std::size_t done = 0;
  std::size_t total = 0;
};

// Shows each finding to a person as soon as it is small. Shows nothing if nothing failed.
ShrunkCount show_shrunk_findings(const SweepResult& result, const Registry& registry,
                                 std::FILE* output, const std::atomic<bool>& stops);

}  // namespace powercut
