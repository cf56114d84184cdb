#include "harness/explore/explore_family.h"

#include "harness/explore/first_crashes.h"
#include "harness/watch/under_way.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

// The calls at which no earlier plan has looked.
CallRange new_calls(const Recording& recording, const Plan& plan,
                    std::optional<std::size_t> operations_seen) {
  CallRange range{.begin = 0, .end = static_cast<std::uint32_t>(recording.trace.size())};
  // A run that ended early has no call of the operations after that.
  bool has_begun = operations_seen && *operations_seen < recording.operation_calls.size();
  if (has_begun) range.begin = std::min(recording.operation_calls[*operations_seen], range.end);
  bool claims_all = operations_seen && *operations_seen >= plan.operations.size();
  if (claims_all && !plan.operations.empty()) range.begin = range.end;
  return range;
}

}  // namespace

std::vector<Outcomes> explore_family(const StoreUnderTest& store, const PlanFamily& family,
                                     PlanRange plans,
                                     const std::vector<const PersistenceModel*>& models,
                                     std::uint64_t seed, const ExplorationOptions& options,
                                     std::atomic<std::uint64_t>& visited,
                                     const std::atomic<bool>& stops) {
  std::vector<UnderModel> under;
  for (const PersistenceModel* model : models) under.push_back({model, false});
  auto choose_extent = [&](UnderModel& of_model, const Recording& recording) {
    of_model.visits_all =
        visits_all(count_first_crashes(recording, store, *of_model.model), options);
  };
  std::vector<Outcomes> outcomes(1 + models.size());
  for (std::uint64_t index = plans.begin; index < plans.end && !stops; ++index) {
    const Plan plan = family.plan(index);
    const std::string text = to_text(plan);
    const RunToTest subject{store, text, seed};
    const auto seen = family.operations_seen_before(index);
    if (!cuts_power(plan)) {
      RunUnderWay run({.store = store.name, .workload = text, .model = run_itself, .seed = seed});
      const Recording recording = record(store, plan);
      outcomes.front().add(outcomes_of_run(subject, plan, recording));
      for (UnderModel& of_model : under) choose_extent(of_model, recording);
      auto found = explore_under_each(subject, plan, recording, under,
                                      new_calls(recording, plan, seen), options, visited, stops);
      for (std::size_t model = 0; model < models.size(); ++model) {
        outcomes[1 + model].add(std::move(found[model]));
      }
      continue;
    }
    // The state after a power cut depends on the model, so the run does, too: here the plan is only
    // counted.
    ++outcomes.front().tally.legal;
    ++outcomes.front().tally.visited;
    for (std::size_t model = 0; model < models.size(); ++model) {
      RunUnderWay run(
          {.store = store.name, .workload = text, .model = models[model]->name, .seed = seed});
      const Recording of_model = record(store, plan, {}, {.model = models[model]});
      outcomes[1 + model].add(explore_last_life(subject, plan, of_model, *models[model],
                                                new_calls(of_model, plan, seen), options, visited,
                                                stops));
    }
  }
  for (Outcomes& of_model : outcomes) {
    for (Finding& finding : of_model.findings) finding.group = family.name();
  }
  return outcomes;
}

}  // namespace powercut
