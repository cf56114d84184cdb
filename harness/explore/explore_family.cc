#include "harness/explore/explore_family.h"

#include "harness/plan_text.h"

namespace powercut {

std::vector<Outcomes> explore_family(const StoreUnderTest& store, const PlanFamily& family,
                                     PlanRange plans,
                                     const std::vector<const PersistenceModel*>& models,
                                     std::uint64_t seed, const ExplorationOptions& options,
                                     std::atomic<std::uint64_t>& visited,
                                     const std::atomic<bool>& stops) {
  std::vector<UnderModel> under;
  for (const PersistenceModel* model : models) under.push_back({model, false});
  std::vector<Outcomes> outcomes(1 + models.size());
  for (std::uint64_t index = plans.begin; index < plans.end && !stops; ++index) {
    const Plan plan = family.plan(index);
    const std::string text = to_text(plan);
    const Recording recording = record(store, plan);
    const Subject subject{store, text, seed};
    outcomes.front().add(outcomes_of_run(subject, plan, recording));
    CallRange range{.begin = 0, .end = static_cast<std::uint32_t>(recording.trace.size())};
    if (auto seen = family.operations_seen_before(index)) {
      range.begin = std::min(recording.operation_calls[*seen], range.end);
    }
    auto found =
        explore_under_each(subject, plan, recording, under, range, options, visited, stops);
    for (std::size_t model = 0; model < models.size(); ++model) {
      outcomes[1 + model].add(std::move(found[model]));
    }
  }
  return outcomes;
}

}  // namespace powercut
