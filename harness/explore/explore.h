// explore: every legal state of one recording under one model, each opened and judged.
#pragma once

#include <atomic>

#include "faultfs/persistence_model.h"
#include "harness/explore/recording.h"
#include "harness/explore/tally.h"

namespace powercut {

// Which run a recording is of.
struct Subject {
  const StoreUnderTest& store;
  std::string_view workload;
  std::uint64_t seed;
  std::optional<FaultRule> rule = std::nullopt;
};

// What an operation's index means to a person: `operation 3: set "name" = "Ada"`.
std::string describe_operation(const Plan& plan, std::uint32_t operation);

// Visits the states of the calls in the range. `visited` is counted up now and then, for whoever
// watches the progress. Deterministic; may run for several ranges at once.
Outcomes explore(const Subject& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, CallRange range,
                 std::atomic<std::uint64_t>& visited);

// What went wrong in the run itself.
Outcomes outcomes_of_run(const Subject& subject, const Plan& plan, const Recording& recording);

}  // namespace powercut
