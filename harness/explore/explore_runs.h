// explore_runs(): visits and judges the legal states of recorded runs, under some models.
#pragma once

#include <atomic>
#include <vector>

#include "harness/judge/recording.h"
#include "powercut/faultfs/crash_states.h"
#include "powercut/harness/exploration_options.h"
#include "powercut/harness/tally.h"

namespace powercut {

// Names the run that a recording is of.
struct RunToTest {
  const StoreUnderTest& store;
  std::string_view workload;
  std::uint64_t seed;
  std::optional<FaultRule> rule = std::nullopt;
};

// The operation with this index in words, for a person: `operation 3: set "name" = "Ada"`.
std::string describe_operation(const Plan& plan, std::uint32_t operation);

// The last operation that had begun when the call was made; never_happened if none had.
std::uint32_t operation_at(const Recording& recording, std::uint32_t call);

struct UnderModel {
  const PersistenceModel* model;
  bool visits_all;  // all states of the run's crash points are visited, whatever the budget
};

// A run, and the calls at which its crash points are visited.
struct RunToExplore {
  RunToTest subject;
  const Recording& recording;
  CallRange range;
};

// Visits, under each of the models, the states of the calls in the ranges and the states of nested
// crashes. Returns the outcomes by run, and then by model. All runs must be of one plan on one
// store. An image is recovered once for all runs and models. Nested crashes are followed once under
// each model, and counted with the first run. Apart from that, the outcomes under a model do not
// depend on the other models.
//
// The function adds to `visited` now and then, to show the progress. Once `stops` is set, it
// returns soon; if the walks have not ended by then, all outcomes are empty. Deterministic. Several
// threads may call it at once, with different ranges.
std::vector<std::vector<Outcomes>> explore_runs(const std::vector<RunToExplore>& runs,
                                                const Plan& plan,
                                                const std::vector<UnderModel>& models,
                                                const ExplorationOptions& options,
                                                std::atomic<std::uint64_t>& visited,
                                                const std::atomic<bool>& stops);

// Does the same for a part of one run. Returns the outcomes by model.
std::vector<Outcomes> explore_under_each(const RunToTest& subject, const Plan& plan,
                                         const Recording& recording,
                                         const std::vector<UnderModel>& models, CallRange range,
                                         const ExplorationOptions& options,
                                         std::atomic<std::uint64_t>& visited,
                                         const std::atomic<bool>& stops);

// Explores a plan that cuts the power among its operations. The state after a power cut depends on
// the model, and so does the run: `recording` must have been made under this model. Returns the
// violations in the run itself, and those in the states after its last power cut.
Outcomes explore_last_life(const RunToTest& subject, const Plan& plan, const Recording& recording,
                           const PersistenceModel& model, CallRange range,
                           const ExplorationOptions& options, std::atomic<std::uint64_t>& visited,
                           const std::atomic<bool>& stops);

// Does what explore_under_each does for all calls of the recording under one model, without a view
// of the progress and without a way to stop.
Outcomes explore(const RunToTest& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, const ExplorationOptions& options = {});

// The violations in the run itself. model: that of the power cuts among its operations.
Outcomes outcomes_of_run(const RunToTest& subject, const Plan& plan, const Recording& recording,
                         std::string_view model = run_itself);

}  // namespace powercut
