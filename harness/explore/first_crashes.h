// FirstCrashes: counts the states that a run leaves under a model, by call. Like a walk, it counts
// at a crash point only the new states if the crash point before it demands the same.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/judge/recording.h"
#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/exploration_options.h"

namespace powercut {

struct FirstCrashes {
  std::vector<std::uint64_t> inside;  // by call: states while it was under way
  std::vector<std::uint64_t> after;   // by call: states once it had returned
  std::uint64_t all = 0;              // the sum; CrashStates::countless stands for that or more
};

FirstCrashes count_first_crashes(const Recording& recording, const StoreUnderTest& store,
                                 const PersistenceModel& model);

// True if the run has so few states that all are visited, whatever the budget of a crash point.
bool visits_all(const FirstCrashes& states, const ExplorationOptions& options);

// The same for all runs of a store under a model. states: how many these have together.
bool row_visits_all(std::uint64_t states, const ExplorationOptions& options);

// How many states are visited at a crash point that has more of them than the budget.
std::uint64_t sample_of(const ExplorationOptions& options);

}  // namespace powercut
