#include "harness/explore/explore.h"

#include <fmt/format.h>

#include <algorithm>

namespace powercut {

namespace {

FindingPlace place_of(const Subject& subject, std::string_view model) {
  return {.store = subject.store.name,
          .workload = std::string(subject.workload),
          .model = std::string(model),
          .seed = subject.seed,
          .rule = subject.rule};
}

}  // namespace

std::uint32_t operation_at(const Recording& recording, std::uint32_t call) {
  const auto& begun = recording.operation_calls;
  auto after = std::ranges::upper_bound(begun, call);
  return after == begun.begin() ? never_happened
                                : static_cast<std::uint32_t>(after - begun.begin() - 1);
}

std::string describe_operation(const Plan& plan, std::uint32_t operation) {
  if (operation == never_happened) return "opening the store";
  if (operation >= plan.operations.size()) return "the last reopen";
  return fmt::format("operation {}: {}", operation, describe(plan.operations[operation]));
}

Outcomes outcomes_of_run(const Subject& subject, const Plan& plan, const Recording& recording,
                         std::string_view model) {
  Outcomes outcomes;
  outcomes.tally.legal = outcomes.tally.visited = 1;
  for (const LiveViolation& live : recording.live) {
    outcomes.add_failure({.place = place_of(subject, model),
                          .violation = live.violation,
                          .call = {},
                          .operation = describe_operation(plan, live.operation)});
  }
  outcomes.tally.failed = recording.live.empty() ? 0 : 1;
  return outcomes;
}

}  // namespace powercut
