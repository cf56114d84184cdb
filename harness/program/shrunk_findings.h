// The output of `sweep --shrink`: the first finding of each failing store and model, made small.
#pragma once

#include <atomic>
#include <cstdio>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// How many there are to shrink, and how many were, before `stops` was set.
struct ShrunkCount {
  std::size_t done = 0;
  std::size_t total = 0;
};

// Each as soon as it is small, for a person; nothing if nothing failed.
ShrunkCount show_shrunk_findings(const SweepResult& result, const Registry& registry,
                                 std::FILE* output, const std::atomic<bool>& stops);

}  // namespace powercut
