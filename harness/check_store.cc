#include "harness/check_store.h"

#include <algorithm>
#include <deque>
#include <ostream>

#include "engine/io/check.h"
#include "harness/explore/replay.h"
#include "harness/plan_text.h"
#include "harness/report/table.h"

namespace powercut {

namespace {

template <typename Item, typename Find>
std::vector<const Item*> named(const std::vector<std::string>& names, const Find& find) {
  std::vector<const Item*> items;
  for (const std::string& name : names) {
    items.push_back(find(name));
    CHECK(items.back() != nullptr);
  }
  return items;
}

// The caller's, under names that hold the plan.
std::deque<Workload> own_workloads(const CheckOptions& options) {
  std::deque<Workload> workloads;
  for (const Workload& own : options.own_workloads) {
    Plan plan = own.plan(options.seed);
    workloads.push_back({.name = to_text(plan),
                         .summary = own.summary.empty() ? own.name : own.name + ", " + own.summary,
                         .plan = [plan](std::uint64_t) { return plan; }});
  }
  return workloads;
}

std::vector<const Workload*> chosen_workloads(const CheckOptions& options,
                                              const std::deque<Workload>& own) {
  auto workloads = named<Workload>(options.workloads, find_workload);
  for (const Workload& workload : own) workloads.push_back(&workload);
  if (!workloads.empty()) return workloads;
  for (const Workload& workload : all_workloads()) workloads.push_back(&workload);
  return workloads;
}

std::vector<const PersistenceModel*> chosen_models(const StoreUnderTest& store,
                                                   const CheckOptions& options) {
  auto models = named<PersistenceModel>(options.models, find_persistence_model);
  if (!models.empty()) return models;
  for (const PersistenceModel* model : persistence_models()) {
    if (!store.expected_to_fail(model->name, options.with_errors)) models.push_back(model);
  }
  return models;
}

std::string first_finding_in_full(const StoreUnderTest& store, const SweepResult& result,
                                  const std::vector<const Workload*>& workloads) {
  for (const Cell& cell : result.cells) {
    if (cell.outcomes.findings.empty()) continue;
    const FindingPlace& place = cell.outcomes.findings.front().place;
    const Workload& workload = **std::ranges::find(workloads, place.workload, &Workload::name);
    const PersistenceModel* model = find_persistence_model(place.model);
    return "
" + (place.crash ? replay_crash(place, store, workload, *model)
                                : replay_run(place, store, workload, model))
                      .text;
  }
  return "";
}

}  // namespace

CheckResult::CheckResult(const StoreUnderTest& store, SweepResult result,
                         const std::vector<const Workload*>& workloads)
    : result_(std::move(result)),
      text_(verdict_table(verdicts(result_, {&store})) +
            first_finding_in_full(store, result_, workloads)) {}

std::uint64_t CheckResult::visited_states(std::string_view model) const {
  return tally_of(model).visited;
}

std::uint64_t CheckResult::failed_states(std::string_view model) const {
  return tally_of(model).failed;
}

bool CheckResult::found(FindingKind kind, std::string_view model) const {
  return tally_of(model).count(kind) > 0;
}

Tally CheckResult::tally_of(std::string_view model) const {
  Tally tally;
  for (const Cell& cell : result_.cells) {
    if (model.empty() || cell.model == model) tally.add(cell.outcomes.tally);
  }
  return tally;
}

CheckResult check_store(const StoreUnderTest& store, const CheckOptions& options) {
  const std::deque<Workload> own = own_workloads(options);
  SweepOptions sweep_options{.stores = {&store},
                             .workloads = chosen_workloads(options, own),
                             .models = chosen_models(store, options),
                             .seed = options.seed,
                             .jobs = options.jobs,
                             .exploration = options.exploration};
  Progress progress;
  SweepResult result = sweep(sweep_options, progress);
  if (options.with_errors) {
    SweepResult with_errors = inject_errors(sweep_options, progress);
    std::ranges::move(with_errors.cells, std::back_inserter(result.cells));
    result.faults = std::move(with_errors.faults);
  }
  return {store, std::move(result), sweep_options.workloads};
}

StateCheck check_state(const StoreUnderTest& store, const Plan& plan, std::string_view model,
                       std::string_view point) {
  Workload workload{.name = to_text(plan),
                    .summary = "a plan of its own",
                    .plan = [&plan](std::uint64_t) { return plan; }};
  FindingPlace place{.store = store.name, .workload = workload.name, .model = std::string(model)};
  if (point == run_itself) {
    Replay replay = replay_run(place, store, workload, find_persistence_model(model));
    return {!replay.broken, std::move(replay.text)};
  }
  place.crash = parse_crash_path(point);
  const PersistenceModel* known = find_persistence_model(model);
  CHECK(place.crash.has_value() && known != nullptr);
  Replay replay = replay_crash(place, store, workload, *known);
  // A state that is not reached any more is not broken either.
  return {!replay.broken, std::move(replay.text)};
}

std::ostream& operator<<(std::ostream& stream, const CheckResult& result) {
  return stream << result.text();
}

}  // namespace powercut
