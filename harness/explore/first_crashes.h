// FirstCrashes: how many states a run leaves under a model, by call, as a walk over them counts: at
// a crash point that demands what the one before it did, only those that were not there before.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/judge/recording.h"
#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/exploration_options.h"

namespace powercut {

struct FirstCrashes {
  std::vector<std::uint64_t> inside;  // by call: while it was under way
  std::vector<std::uint64_t> after;   // by call: once it had returned
  std::uint64_t all = 0;              // together; CrashStates::countless: or more
};

FirstCrashes count_first_crashes(const Recording& recording, const StoreUnderTest& store,
                                 const PersistenceModel& model);

// Few enough that none is left out, whatever the budget of a crash point.
bool visits_all(const FirstCrashes& states, const ExplorationOptions& options);

// The same for all runs of a store under a model, which have so many states together.
bool row_visits_all(std::uint64_t states, const ExplorationOptions& options);

// The states that are visited of a crash point that has more than the budget.
std::uint64_t sample_of(const ExplorationOptions& options);

}  // namespace powercut
