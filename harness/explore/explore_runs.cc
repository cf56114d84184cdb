#include "harness/explore/explore_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "harness/explore/first_crashes.h"
#include "harness/explore/judged_walk.h"
#include "harness/explore/never_stops.h"

namespace powercut {

namespace {

FindingPlace place_of(const RunToTest& subject, std::string_view model) {
  return {.store = subject.store.name,
          .workload = std::string(subject.workload),
          .model = std::string(model),
          .seed = subject.seed,
          .rule = subject.rule};
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

Outcomes outcomes_of_run(const RunToTest& subject, const Plan& plan, const Recording& recording,
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

namespace {

// The answers of a recovery from a power cut lie on a disk that is all durable.
bool recoveries_bind(const PersistenceModel& model, SyncPolicy policy) {
  return !model.power_loss || policy == SyncPolicy::always;
}

// One model, or several that are alike.
struct ModelToExplore {
  ModelToExplore(const RunToExplore& run, const UnderModel& under,
                 const ExplorationOptions& options, Recoveries& recoveries)
      : model(model_asked_of(run.subject.store, *under.model)),
        visits_all(under.visits_all),
        graph({run.subject.store, run.recording.history.keys, model, options,
               recoveries_bind(model, run.subject.store.policy),
               believes_readers(model, run.subject.store), recoveries,
               run.range.end - run.range.begin, run.recording.trace.size()}) {}

  PersistenceModel model;
  bool visits_all;
  ImageGraph graph;
  std::deque<JudgedWalk> walks = {};  // by run
  std::uint64_t visited_told = 0;
};

void tell_progress(ModelToExplore& model, std::atomic<std::uint64_t>& visited) {
  std::uint64_t now = model.graph.counts().visited;
  visited.fetch_add(now - model.visited_told, std::memory_order_relaxed);
  model.visited_told = now;
}

// Side by side, call by call: most images of one model are left by the others at the same call.
void walk(const RunToExplore& run, const Plan& plan, const ExplorationOptions& options,
          std::deque<ModelToExplore>& models, std::atomic<std::uint64_t>& visited,
          const std::atomic<bool>& stops) {
  for (ModelToExplore& model : models) {
    model.walks.emplace_back(run.subject, plan, run.recording, model.model, model.visits_all,
                             run.range, options, model.graph);
  }
  for (bool goes_on = true; goes_on && !stops;) {
    goes_on = false;
    for (ModelToExplore& model : models) {
      goes_on = model.walks.back().walk_next_call() || goes_on;
      tell_progress(model, visited);
    }
  }
}

// By run.
std::vector<Outcomes> take_outcomes(ModelToExplore& model) {
  model.graph.close();
  std::vector<Outcomes> outcomes;
  for (JudgedWalk& judged : model.walks) outcomes.push_back(judged.take_outcomes());
  const GraphCounts& counts = model.graph.counts();
  Tally nested;
  nested.legal = counts.legal;
  nested.visited = counts.visited;
  nested.reduction = counts.reduction;
  outcomes.front().tally.add(nested);
  return outcomes;
}

}  // namespace

std::vector<std::vector<Outcomes>> explore_runs(const std::vector<RunToExplore>& runs,
                                                const Plan& plan,
                                                const std::vector<UnderModel>& models,
                                                const ExplorationOptions& options,
                                                std::atomic<std::uint64_t>& visited,
                                                const std::atomic<bool>& stops) {
  std::vector<std::vector<Outcomes>> outcomes(runs.size());
  for (auto& of_run : outcomes) of_run.resize(models.size());
  const RunToExplore& first = runs.front();
  Recoveries recoveries(first.subject.store, first.recording.history.keys, options.reduces, stops);
  std::deque<ModelToExplore> explored;
  std::vector<std::size_t> place_of_model;  // in `explored`
  for (const UnderModel& under : models) {
    auto before = std::span(models).first(place_of_model.size());
    auto alike = std::ranges::find_if(
        before, [&](const UnderModel& other) { return are_alike(*under.model, *other.model); });
    if (alike != before.end()) {
      place_of_model.push_back(place_of_model[static_cast<std::size_t>(alike - before.begin())]);
      continue;
    }
    place_of_model.push_back(explored.size());
    explored.emplace_back(first, under, options, recoveries);
  }
  std::vector<std::vector<Outcomes>> found;  // by place, then run
  try {
    for (const RunToExplore& run : runs) walk(run, plan, options, explored, visited, stops);
    if (stops) return outcomes;
    for (ModelToExplore& model : explored) found.push_back(take_outcomes(model));
  } catch (const Recoveries::Stopped&) {
    return outcomes;
  }
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (std::size_t index = 0; index < models.size(); ++index) {
      outcomes[run][index] =
          in_the_name_of(*models[index].model, found[place_of_model[index]][run]);
    }
  }
  return outcomes;
}

std::vector<Outcomes> explore_under_each(const RunToTest& subject, const Plan& plan,
                                         const Recording& recording,
                                         const std::vector<UnderModel>& models, CallRange range,
                                         const ExplorationOptions& options,
                                         std::atomic<std::uint64_t>& visited,
                                         const std::atomic<bool>& stops) {
  return std::move(
      explore_runs({{subject, recording, range}}, plan, models, options, visited, stops).front());
}

Outcomes explore_last_life(const RunToTest& subject, const Plan& plan, const Recording& recording,
                           const PersistenceModel& model, CallRange range,
                           const ExplorationOptions& options, std::atomic<std::uint64_t>& visited,
                           const std::atomic<bool>& stops) {
  Outcomes outcomes = outcomes_of_run(subject, plan, recording, model.name);
  bool all = visits_all(count_first_crashes(recording, subject.store, model), options);
  auto states =
      explore_under_each(subject, plan, recording, {{&model, all}}, range, options, visited, stops);
  outcomes.add(std::move(states.front()));
  return outcomes;
}

Outcomes explore(const RunToTest& subject, const Plan& plan, const Recording& recording,
                 const PersistenceModel& model, const ExplorationOptions& options) {
  std::atomic<std::uint64_t> visited = 0;
  CallRange whole{0, static_cast<std::uint32_t>(recording.trace.size())};
  bool all = visits_all(count_first_crashes(recording, subject.store, model), options);
  return std::move(explore_under_each(subject, plan, recording, {{&model, all}}, whole, options,
                                      visited, never_stops())
                       .front());
}

}  // namespace powercut
