#include "harness/explore/explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "harness/explore/explorer.h"
#include "harness/explore/first_crashes.h"
#include "harness/explore/pieces.h"

namespace powercut {

namespace {

FindingPlace place_of(const Subject& subject, std::string_view model) {
  return {.store = subject.store.name,
          .workload = std::string(subject.workload),
          .model = std::string(model),
          .seed = subject.seed,
          .rule = subject.rule};
}

// Names aside they are one model: each leaves what the other does.
bool are_alike(const PersistenceModel& left, const PersistenceModel& right) {
  return left.power_loss == right.power_loss && left.writeback == right.writeback &&
         left.overwrite_unit == right.overwrite_unit && left.append_unit == right.append_unit &&
         left.tears_bytes == right.tears_bytes && left.tears_overwrites == right.tears_overwrites &&
         left.size_before_data == right.size_before_data &&
         left.rename_in_parts == right.rename_in_parts &&
         left.removal_empties == right.removal_empties && left.sync_scope == right.sync_scope &&
         left.tails == right.tails && left.order == right.order;
}

Outcomes in_the_name_of(const PersistenceModel& model, Outcomes outcomes) {
  for (Finding& finding : outcomes.findings) finding.place.model = model.name;
  return outcomes;
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

// Side by side, call by call: what one model leaves, the others mostly leave at the same call.
std::vector<Outcomes> explore_under_each(const Subject& subject, const Plan& plan,
                                         const Recording& recording,
                                         const std::vector<UnderModel>& models, CallRange range,
                                         const ExplorationOptions& options,
                                         std::atomic<std::uint64_t>& visited,
                                         const std::atomic<bool>& stops) {
  Recoveries recoveries(subject.store, recording.history.keys, options.reduces);
  std::deque<Explorer> explorers;
  std::vector<std::size_t> explorer_of;  // by model
  for (std::size_t index = 0; index < models.size(); ++index) {
    auto before = std::span(models).first(index);
    auto alike = std::ranges::find_if(before, [&](const UnderModel& other) {
      return are_alike(*models[index].model, *other.model);
    });
    if (alike != before.end()) {
      explorer_of.push_back(explorer_of[static_cast<std::size_t>(alike - before.begin())]);
      continue;
    }
    explorer_of.push_back(explorers.size());
    explorers.emplace_back(subject, plan, recording, models[index], range, options, recoveries);
  }
  for (bool goes_on = true; goes_on && !stops;) {
    goes_on = false;
    for (Explorer& explorer : explorers) goes_on = explorer.walk_next_call(visited) || goes_on;
  }
  std::vector<Outcomes> found;
  for (Explorer& explorer : explorers) found.push_back(explorer.conclude(stops));
  std::vector<Outcomes> outcomes;
  for (std::size_t index = 0; index < models.size(); ++index) {
    outcomes.push_back(in_the_name_of(*models[index].model, found[explorer_of[index]]));
  }
  return outcomes;
}

Outcomes explore(const Subject& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, const ExplorationOptions& options) {
  std::atomic<std::uint64_t> visited = 0;
  CallRange whole{0, static_cast<std::uint32_t>(recording.trace.size())};
  bool all = visits_all(count_first_crashes(recording, subject.store, model), options);
  return std::move(explore_under_each(subject, plan, recording, {{&model, all}}, whole, options,
                                      visited, never_stops())
                       .front());
}

}  // namespace powercut
