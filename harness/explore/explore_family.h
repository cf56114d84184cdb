// explore_family(): visits and judges the legal states of the plans of a family (plan_family.h),
// under some models.
//
// It visits only the new crash points of a plan. If an earlier plan begins with the same
// operations, the crash points in these are left to it. A finding names its plan as text, so that
// its id replays without the family.
#pragma once

#include <atomic>

#include "harness/explore/explore_runs.h"
#include "harness/plan/plan_family.h"

namespace powercut {

// The plans with the numbers from `begin` to before `end`.
struct PlanRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// Explores the plans of the range, one after the other. Returns the outcomes of the runs
// themselves, and then those under each model, each for all plans together. Once `stops` is set, it
// returns soon, with what it has judged by then; all findings in that are right. Deterministic.
// Several threads may call it at once, with different ranges.
std::vector<Outcomes> explore_family(const StoreUnderTest& store, const PlanFamily& family,
                                     PlanRange plans,
                                     const std::vector<const PersistenceModel*>& models,
                                     std::uint64_t seed, const ExplorationOptions& options,
                                     std::atomic<std::uint64_t>& visited,
                                     const std::atomic<bool>& stops);

}  // namespace powercut
