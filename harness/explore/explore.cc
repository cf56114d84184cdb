#include "harness/explore/explore.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/explore/examiner.h"

namespace powercut {

namespace {

constexpr std::uint64_t states_between_progress = 512;

FindingPlace place_of(const Subject& subject, std::string_view model) {
  return {.store = subject.store.name,
          .workload = std::string(subject.workload),
          .model = std::string(model),
          .seed = subject.seed,
          .rule = subject.rule};
}

// The last operation that had begun when the call was made.
std::uint32_t operation_at(const Recording& recording, std::uint32_t call) {
  const auto& begun = recording.operation_calls;
  auto after = std::ranges::upper_bound(begun, call);
  return after == begun.begin() ? never_happened
                                : static_cast<std::uint32_t>(after - begun.begin() - 1);
}

}  // namespace

std::string describe_operation(const Plan& plan, std::uint32_t operation) {
  if (operation == never_happened) return "opening the store";
  if (operation >= plan.operations.size()) return "the last reopen";
  return fmt::format("operation {}: {}", operation, describe(plan.operations[operation]));
}

Outcomes explore(const Subject& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, CallRange range,
                 std::atomic<std::uint64_t>& visited) {
  const SyncPolicy policy = subject.store.policy;
  Promises promises(recording.history, recording.trace, policy, model.power_loss);
  Oracle oracle(recording.history, !model.power_loss || policy == SyncPolicy::always);
  Examiner examiner(subject.store, recording.history.keys);
  auto states = model.walk(recording.trace, recording.base, range);

  Outcomes outcomes;
  outcomes.tally.legal = model.count(recording.trace, range);
  while (states->next()) {
    oracle.expect(promises.at(states->point()));
    if (auto violation = examiner.examine(states->disk(), oracle)) {
      Finding finding{.place = place_of(subject, model.name), .violation = std::move(*violation)};
      finding.place.point = states->point();
      const Call& call = recording.trace.calls()[states->point().call];
      finding.call = describe(recording.trace, call);
      finding.operation = describe_operation(plan, operation_at(recording, states->point().call));
      outcomes.add_failure(std::move(finding));
    }
    if (++outcomes.tally.visited % states_between_progress == 0) {
      visited.fetch_add(states_between_progress, std::memory_order_relaxed);
    }
  }
  visited.fetch_add(outcomes.tally.visited % states_between_progress, std::memory_order_relaxed);
  return outcomes;
}

Outcomes outcomes_of_run(const Subject& subject, const Plan& plan, const Recording& recording) {
  Outcomes outcomes;
  outcomes.tally.legal = outcomes.tally.visited = 1;
  for (const LiveViolation& live : recording.live) {
    outcomes.add_failure({.place = place_of(subject, run_itself),
                          .violation = live.violation,
                          .call = {},
                          .operation = describe_operation(plan, live.operation)});
  }
  outcomes.tally.failed = recording.live.empty() ? 0 : 1;
  return outcomes;
}

}  // namespace powercut
