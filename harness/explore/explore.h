// explore: every legal state of a part of one recording under one model, each judged.
#pragma once

#include <atomic>

#include "faultfs/crash_states.h"
#include "harness/explore/exploration.h"
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

// The last operation that had begun when the call was made.
std::uint32_t operation_at(const Recording& recording, std::uint32_t call);

// Visits the states of the calls in the range, and those of crashes in the recoveries from them.
// `visited` is counted up now and then, for whoever watches the progress; once `stops` is set, the
// outcomes are worthless and come soon. Deterministic; may run for several ranges at once.
Outcomes explore(const Subject& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, CallRange range, const ExplorationOptions& options,
                 std::atomic<std::uint64_t>& visited, const std::atomic<bool>& stops);

// The same for all of the recording, for those who do not watch.
Outcomes explore(const Subject& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, const ExplorationOptions& options = {});

// What went wrong in the run itself; model: of the power cuts among its operations.
Outcomes outcomes_of_run(const Subject& subject, const Plan& plan, const Recording& recording,
                         std::string_view model = run_itself);

}  // namespace powercut
