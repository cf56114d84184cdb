// explore_runs: every legal state of recorded runs under some models, each judged.
#pragma once

#include <atomic>
#include <vector>

#include "harness/judge/recording.h"
#include "powercut/faultfs/crash_states.h"
#include "powercut/harness/exploration_options.h"
#include "powercut/harness/tally.h"

namespace powercut {

// Which run a recording is of.
struct RunToTest {
  const StoreUnderTest& store;
  std::string_view workload;
  std::uint64_t seed;
  std::optional<FaultRule> rule = std::nullopt;
};

// An operation's index in words for a person: `operation 3: set "name" = "Ada"`.
std::string describe_operation(const Plan& plan, std::uint32_t operation);

// The last operation that had begun when the call was made.
std::uint32_t operation_at(const Recording& recording, std::uint32_t call);

struct UnderModel {
  const PersistenceModel* model;
  bool visits_all;  // states of the run's crash points, whatever the budget
};

// A run, and the calls whose states are asked for.
struct RunToExplore {
  RunToTest subject;
  const Recording& recording;
  CallRange range;
};

// Visits the states of the calls in the ranges, and those of crashes in the recoveries from them,
// under each of the models; gives the outcomes by run, and then by model. The runs are of one plan
// on one store. An image is recovered once for all of them; under one model its crashes are
// followed once, too, and counted with the first run. Else a model's outcomes are what they would
// be for it alone.
//
// `visited` is counted up now and then, to show the progress; once `stops` is set, the outcomes
// come soon, and hold nothing but findings that are right. Deterministic; may run for several
// ranges at once.
std::vector<std::vector<Outcomes>> explore_runs(const std::vector<RunToExplore>& runs,
                                                const Plan& plan,
                                                const std::vector<UnderModel>& models,
                                                const ExplorationOptions& options,
                                                std::atomic<std::uint64_t>& visited,
                                                const std::atomic<bool>& stops);

// The same for a part of one run.
std::vector<Outcomes> explore_under_each(const RunToTest& subject, const Plan& plan,
                                         const Recording& recording,
                                         const std::vector<UnderModel>& models, CallRange range,
                                         const ExplorationOptions& options,
                                         std::atomic<std::uint64_t>& visited,
                                         const std::atomic<bool>& stops);

// For a plan that cuts the power among its operations: the state after a cut depends on the model,
// so the run does, too. Returns the violations in the recording under that model, and in the states
// of its last life.
Outcomes explore_last_life(const RunToTest& subject, const Plan& plan, const Recording& recording,
                           const PersistenceModel& model, CallRange range,
                           const ExplorationOptions& options, std::atomic<std::uint64_t>& visited,
                           const std::atomic<bool>& stops);

// The same for all of the recording under one model, for callers that do not watch.
Outcomes explore(const RunToTest& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, const ExplorationOptions& options = {});

// The violations in the run itself; model: of the power cuts among its operations.
Outcomes outcomes_of_run(const RunToTest& subject, const Plan& plan, const Recording& recording,
                         std::string_view model = run_itself);

}  // namespace powercut
