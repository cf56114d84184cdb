#include "harness/check_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <ostream>
#include <thread>

#include "engine/io/check.h"
#include "harness/explore/edge_probe.h"
#include "harness/explore/replay.h"
#include "harness/explore/sweep_all.h"
#include "harness/plan_text.h"
#include "harness/report/table.h"

namespace powercut {

namespace {

// The work that a store is put through unasked, for each model, and its limit.
constexpr std::uint64_t usual_worlds = 3000;
constexpr std::uint64_t usual_plans = 200;
constexpr std::uint64_t usual_share_with_faults = 70;  // of the worlds
constexpr Duration usual_cpu_limit = std::chrono::seconds(18);

bool names_workloads(const CheckOptions& options) {
  return !options.workloads.empty() || !options.own_workloads.empty();
}

// Plans that go by the edges of the store.
bool draws_plans(const CheckOptions& options) {
  if (!names_workloads(options)) return true;
  return options.worlds.value_or(0) > 0 || options.plans.value_or(0) > 0;
}

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
  if (names_workloads(options)) return workloads;
  for (const Workload& workload : all_workloads()) workloads.push_back(&workload);
  return workloads;
}

std::vector<const PersistenceModel*> chosen_models(const StoreUnderTest& store,
                                                   const CheckOptions& options) {
  auto models = named<PersistenceModel>(options.models, find_persistence_model);
  if (!models.empty()) return models;
  for (const PersistenceModel* model : persistence_models()) {
    if (model->only_by_name) continue;
    if (!store.expected_to_fail(model->name, options.with_errors)) models.push_back(model);
  }
  return models;
}

// A finding of a group of plans has its plan for a workload.
Workload workload_of(const std::string& name, const std::vector<const Workload*>& workloads) {
  auto known = std::ranges::find(workloads, name, &Workload::name);
  if (known != workloads.end()) return **known;
  if (const Workload* workload = find_workload(name)) return *workload;
  auto plan = parse_plan(name);
  CHECK(plan.has_value());
  return {.name = name,
          .summary = "a plan of its own",
          .plan = [plan = std::move(*plan)](std::uint64_t) { return plan; }};
}

std::string first_finding_in_full(const StoreUnderTest& store, const SweepResult& result,
                                  const std::vector<const Workload*>& workloads) {
  const Finding* first = nullptr;
  for_each_finding(result, [&](const Finding& finding) {
    if (first == nullptr) first = &finding;
  });
  if (first == nullptr) return "";
  const FindingPlace& place = first->place;
  const Workload workload = workload_of(place.workload, workloads);
  const PersistenceModel* model = find_persistence_model(place.model);
  return "\n" + (place.crash ? replay_crash(place, store, workload, *model)
                             : replay_run(place, store, workload, model))
                    .text;
}

std::vector<VerdictRow> verdicts_of(const StoreUnderTest& store, const SweepResult& result) {
  std::vector<VerdictRow> rows = verdicts(result, {&store});
  add_broken_off(rows, result);
  return rows;
}

// The verdicts, and what they rest on: the clauses, and what the limit did not allow.
std::string text_of(const std::vector<VerdictRow>& rows, const SweepResult& result,
                    bool is_limited) {
  std::string text = verdict_table(rows) + contract_summary(rows);
  auto done = std::ranges::count(result.done, true);
  if (!result.is_complete()) {
    text += fmt::format(
        "left out{}: {} of {} pieces of work\n",
        is_limited ? ", as the limit of CPU time was reached" : ", as something was found before",
        static_cast<std::ptrdiff_t>(result.done.size()) - done, result.done.size());
  }
  return text;
}

// Sets the flag when the work has taken so long, of CPU time.
class WorkLimit {
 public:
  explicit WorkLimit(Duration limit) {
    if (limit == Duration{0}) return;
    watcher_ = std::jthread([this, limit](const std::stop_token& token) {
      constexpr auto glance = std::chrono::milliseconds(20);
      std::unique_lock lock(mutex_);
      while (!token.stop_requested() && clock_.used() < limit) {
        changed_.wait_for(lock, token, glance, [] { return false; });
      }
      if (!token.stop_requested()) is_reached_ = true;
    });
  }

  WorkClock& clock() { return clock_; }
  const std::atomic<bool>& is_reached() const { return is_reached_; }

 private:
  WorkClock clock_;
  std::atomic<bool> is_reached_ = false;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread watcher_;
};

}  // namespace

CheckResult::CheckResult(const StoreUnderTest& store, SweepResult result,
                         const std::vector<const Workload*>& workloads, bool is_limited,
                         std::string_view edges)
    : result_(std::move(result)),
      text_(text_of(verdicts_of(store, result_), result_, is_limited) + std::string(edges) +
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

Tally CheckResult::tally_of(std::string_view asked) const {
  const std::string model = row_name_of(asked);
  Tally tally;
  for (const Cell& cell : result_.cells) {
    if (model.empty() || cell.model == model) tally.add(cell.outcomes.tally);
  }
  for (const BrokenPiece& broken : result_.broken_off) {
    for (const Finding& finding : broken.findings) {
      bool is_asked = model.empty() || finding.place.model == model;
      if (is_asked) tally.count_failures(finding.violation.kind, 1);
    }
  }
  return tally;
}

CheckResult check_store(const StoreUnderTest& declared, const CheckOptions& options) {
  StoreUnderTest store = declared;
  std::string edges;
  if (declared.edges == StoreEdges{} && draws_plans(options)) {
    FoundEdges found = probe_edges(declared);
    store.edges = std::move(found.edges);
    edges = std::move(found.text);
  }
  const std::deque<Workload> own = own_workloads(options);
  const bool is_usual = !names_workloads(options);
  WorkLimit limit(options.cpu_limit.value_or(is_usual ? usual_cpu_limit : Duration{0}));
  SweepOptions sweep_options{.stores = {&store},
                             .workloads = chosen_workloads(options, own),
                             .models = chosen_models(store, options),
                             .seed = options.seed,
                             .jobs = options.jobs,
                             .exploration = options.exploration,
                             .worlds = options.worlds.value_or(is_usual ? usual_worlds : 0),
                             .worlds_with_faults = usual_share_with_faults,
                             .plans = options.plans.value_or(is_usual ? usual_plans : 0),
                             .ends_when_found = is_usual && !options.goes_on,
                             .stops = &limit.is_reached(),
                             .clock = &limit.clock()};
  Progress progress;
  SweepResult result = sweep_all(sweep_options, progress);
  if (options.with_errors) {
    SweepResult with_errors = inject_errors(sweep_options, progress);
    std::ranges::move(with_errors.cells, std::back_inserter(result.cells));
    result.done.insert(result.done.end(), with_errors.done.begin(), with_errors.done.end());
    std::ranges::move(with_errors.broken_off, std::back_inserter(result.broken_off));
    result.faults = std::move(with_errors.faults);
  }
  return {store, std::move(result), sweep_options.workloads, limit.is_reached(), edges};
}

StateCheck check_state(const StoreUnderTest& store, const Plan& plan, std::string_view model,
                       std::string_view point) {
  Workload workload{.name = to_text(plan),
                    .summary = "a plan of its own",
                    .plan = [&plan](std::uint64_t) { return plan; }};
  FindingPlace place{.store = store.name, .workload = workload.name, .model = row_name_of(model)};
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
