#include "harness/explore/explore_family.h"

#include "harness/plan_text.h"

namespace powercut {

namespace {

// The calls at which no earlier plan has looked.
CallRange new_calls(const Recording& recording, std::optional<std::size_t> operations_seen) {
  CallRange range{.begin = 0, .end = static_cast<std::uint32_t>(recording.trace.size())};
  // A run that ended early has no call of the operations after that.
  bool has_begun = operations_seen && *operations_seen < recording.operation_calls.size();
  if (has_begun) range.begin = std::min(recording.operation_calls[*operations_seen], range.end);
  return range;
}

}  // namespace

std::vector<Outcomes> explore_family(const StoreUnderTest& store, const PlanFamily& family,
                                     PlanRange plans,
                                     const std::vector<const PersistenceModel*>& models,
                                     std::uint64_t seed, const ExplorationOptions& options,
                                     std::atomic<std::uint64_t>& visited,
                                     const std::atomic<bool>& stops) {
  std::vector<Outcomes> outcomes(1 + models.size());
  for (std::uint64_t index = plans.begin; index < plans.end && !stops; ++index) {
    const Plan plan = family.plan(index);
    const std::string text = to_text(plan);
    const Subject subject{store, text, seed};
    const Recording of_run = record(store, plan);
    outcomes[0].add(outcomes_of_run(subject, plan, of_run));
    for (std::size_t model = 0; model < models.size(); ++model) {
      Outcomes& under_model = outcomes[1 + model];
      auto explore_recording = [&](const Recording& recording) {
        under_model.add(explore(subject, plan, recording, *models[model],
                                new_calls(recording, family.operations_seen_before(index)), options,
                                visited, stops));
      };
      if (cuts_power(plan)) {
        const Recording recording = record(store, plan, {}, {.model = models[model]});
        under_model.add(outcomes_of_run(subject, plan, recording, models[model]->name));
        explore_recording(recording);
      } else {
        explore_recording(of_run);
      }
    }
  }
  for (Outcomes& of_model : outcomes) {
    for (Finding& finding : of_model.findings) finding.group = family.name();
  }
  return outcomes;
}

}  // namespace powercut
