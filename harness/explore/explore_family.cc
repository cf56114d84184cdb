#include "harness/explore/explore_family.h"

#include "harness/plan_text.h"

namespace powercut {

Outcomes explore_family(const StoreUnderTest& store, const PlanFamily& family, PlanRange plans,
                        const PersistenceModel* model, std::uint64_t seed,
                        const ExplorationOptions& options, std::atomic<std::uint64_t>& visited,
                        const std::atomic<bool>& stops) {
  Outcomes outcomes;
  for (std::uint64_t index = plans.begin; index < plans.end && !stops; ++index) {
    const Plan plan = family.plan(index);
    const std::string text = to_text(plan);
    const Recording recording = record(store, plan);
    const Subject subject{store, text, seed};
    if (model == nullptr) {
      outcomes.add(outcomes_of_run(subject, plan, recording));
      continue;
    }
    CallRange range{.begin = 0, .end = static_cast<std::uint32_t>(recording.trace.size())};
    if (auto seen = family.operations_seen_before(index)) {
      range.begin = std::min(recording.operation_calls[*seen], range.end);
    }
    outcomes.add(explore(subject, plan, recording, *model, range, options, visited, stops));
  }
  return outcomes;
}

}  // namespace powercut
