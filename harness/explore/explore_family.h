// explore_family: every legal state of the plans of a family (plan_family.h), under some models.
//
// Only the new crashes of a plan are visited: those in operations with which an earlier plan
// begins, too, were looked at there. Findings name the plan as text, so that an id replays without
// the family.
#pragma once

#include <atomic>

#include "harness/explore/explore_runs.h"
#include "harness/plan/plan_family.h"

namespace powercut {

struct PlanRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// The plans with these numbers, one after the other. First the outcomes of the runs themselves,
// then those under each model. Once `stops` is set, they come soon, and hold nothing but findings
// that are right. Deterministic; may run for several ranges at once.
std::vector<Outcomes> explore_family(const StoreUnderTest& store, const PlanFamily& family,
                                     PlanRange plans,
                                     const std::vector<const PersistenceModel*>& models,
                                     std::uint64_t seed, const ExplorationOptions& options,
                                     std::atomic<std::uint64_t>& visited,
                                     const std::atomic<bool>& stops);

}  // namespace powercut
