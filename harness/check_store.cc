#include "powercut/harness/check_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <ostream>
#include <thread>

#include "engine/io/macros.h"
#include "harness/lifetimes/sweep_all.h"
#include "harness/report/table.h"
#include "harness/run/edge_probe.h"
#include "harness/subject/subject_states.h"
#include "harness/tell/replay.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

// The work that a store is put through unasked, for each model, and its limit.
constexpr std::uint64_t usual_worlds = 3000;
constexpr std::uint64_t usual_plans = 200;
constexpr std::uint64_t usual_share_with_faults = 70;  // of the worlds
constexpr Duration usual_cpu_limit = std::chrono::seconds(18);

// Worlds may take this share of the limit. The plans of a slow store, which find other things, get
// the rest.
constexpr double share_of_worlds = 0.6;

bool names_workloads(const CheckOptions& options) {
  return !options.workloads.empty() || !options.own_workloads.empty();
}

// Plans that go by the edges of the store.
bool draws_plans(const CheckOptions& options) {
  if (!names_workloads(options)) return true;
  return options.worlds.value_or(0) > 0 || options.plans.value_or(0) > 0;
}

// The store, and the models of the caller.
Registry registry_of(const StoreUnderTest& store, const CheckOptions& options) {
  Registry registry;
  registry.add(store);
  for (const PersistenceModel& model : options.own_models) registry.add(model);
  if (registry.problem()) fmt::print(stderr, "powercut: {}\n", *registry.problem());
  CHECK(!registry.problem());
  return registry;
}

// The caller's, under names that hold the plan.
std::vector<const Workload*> add_own_workloads(const CheckOptions& options, Registry& registry) {
  std::vector<const Workload*> workloads;
  for (const Workload& own : options.own_workloads) {
    Plan plan = own.plan(options.seed);
    const std::string text = to_text(plan);
    registry.add_plan({.name = text,
                       .summary = own.summary.empty() ? own.name : own.name + ", " + own.summary,
                       .plan = [plan = std::move(plan)](std::uint64_t) { return plan; }});
    workloads.push_back(registry.find_workload(text));
  }
  return workloads;
}

std::vector<const Workload*> chosen_workloads(const Registry& registry, const CheckOptions& options,
                                              const std::vector<const Workload*>& own) {
  std::vector<const Workload*> workloads;
  for (const std::string& name : options.workloads) {
    workloads.push_back(registry.find_workload(name));
    CHECK(workloads.back() != nullptr);
  }
  workloads.insert(workloads.end(), own.begin(), own.end());
  if (names_workloads(options)) return workloads;
  for (const Workload& workload : registry.workloads()) workloads.push_back(&workload);
  return workloads;
}

std::vector<const PersistenceModel*> chosen_models(const Registry& registry,
                                                   const StoreUnderTest& store,
                                                   const CheckOptions& options) {
  std::vector<const PersistenceModel*> models;
  for (const std::string& name : options.models) {
    models.push_back(registry.find_model(name));
    CHECK(models.back() != nullptr);
  }
  if (!models.empty()) return models;
  for (const PersistenceModel* model : registry.models().all()) {
    const bool is_control = registry.expects_failure(store, model->name, options.with_errors);
    if (!model->only_by_name && !is_control) models.push_back(model);
  }
  return models;
}

Replay replay_of(const FindingPlace& place, const Registry& registry) {
  const StoreUnderTest* store = registry.find_store(place.store);
  const Workload* workload = registry.find_workload(place.workload);
  CHECK(store != nullptr && workload != nullptr);
  const PersistenceModel* model = registry.find_model(place.model);
  return place.crash ? replay_crash(place, *store, *workload, *model)
                     : replay_run(place, *store, *workload, model);
}

std::string first_finding_in_full(const SweepResult& result, const Registry& registry) {
  const Finding* first = nullptr;
  for_each_finding(result, [&](const Finding& finding) {
    if (first == nullptr) first = &finding;
  });
  if (first == nullptr) return "";
  return fmt::format("\nto see it again: {}\n\n{}", replay_command(*first),
                     replay_of(first->place, registry).text);
}

// Replays the id that POWERCUT_REPLAY names, and nothing else.
CheckResult replayed(std::string_view id, const Registry& registry) {
  SweepResult result{.command = "replay"};
  auto told = [&](bool is_broken, std::string text) {
    Cell cell{.store = registry.stores().front().name, .workload = {}, .model = {}, .outcomes = {}};
    cell.outcomes.tally.visited = 1;
    cell.outcomes.tally.failed = is_broken ? 1 : 0;
    result.cells.push_back(std::move(cell));
    return CheckResult(std::move(result), std::move(text));
  };
  auto place = parse_finding_place(id);
  if (!place)
    return told(true, fmt::format("{}: {} is not the id of a finding\n", replay_variable, id));
  if (registry.find_store(place->store) == nullptr) {
    return {std::move(result),
            fmt::format("not run: {} is of the store {}\n", replay_variable, place->store)};
  }
  const PersistenceModel* model = registry.find_model(place->model);
  if (registry.find_workload(place->workload) == nullptr || (place->crash && model == nullptr)) {
    return told(true, fmt::format("{}: {} has a workload or a model that is not known here\n",
                                  replay_variable, id));
  }
  if (model != nullptr) place->model = model->name;
  Replay replay = replay_of(*place, registry);
  if (!replay.reached) {
    return told(true,
                fmt::format("{}: the run of {} has no such crash point\n", replay_variable, id));
  }
  return told(replay.broken, std::move(replay.text));
}

// model: nullptr for the run itself.
StateCheck state_of(const StoreUnderTest& store, const Plan& plan, const PersistenceModel* model,
                    std::string_view point) {
  Workload workload{.name = to_text(plan),
                    .summary = "a plan of its own",
                    .plan = [&plan](std::uint64_t) { return plan; }};
  FindingPlace place{.store = store.name,
                     .workload = workload.name,
                     .model = model ? model->name : std::string(run_itself)};
  if (point != run_itself) {
    place.crash = parse_crash_path(point);
    CHECK(place.crash.has_value());
  }
  // A state that is not reached any more is not broken either.
  Replay replay = place.crash ? replay_crash(place, store, workload, *model)
                              : replay_run(place, store, workload, model);
  return {!replay.broken, std::move(replay.text)};
}

std::vector<VerdictRow> verdicts_of(const SweepResult& result, const Registry& registry) {
  std::vector<VerdictRow> rows = verdicts(result, registry);
  add_broken_off(rows, result);
  return rows;
}

// The verdicts with their basis: the clauses, and the parts that the limit left out.
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

// Sets the flags when the work has taken so long, of CPU time.
class WorkLimit {
 public:
  explicit WorkLimit(Duration limit) {
    if (limit == Duration{0}) return;
    watcher_ = std::jthread([this, limit](const std::stop_token& token) {
      constexpr auto glance = std::chrono::milliseconds(20);
      std::unique_lock lock(mutex_);
      const auto of_worlds = std::chrono::duration_cast<Duration>(limit * share_of_worlds);
      while (!token.stop_requested() && clock_.used() < limit) {
        changed_.wait_for(lock, token, glance, [] { return false; });
        if (clock_.used() >= of_worlds) is_share_of_worlds_used_ = true;
      }
      if (!token.stop_requested()) is_reached_ = true;
    });
  }

  WorkClock& clock() { return clock_; }
  const std::atomic<bool>& is_reached() const { return is_reached_; }
  const std::atomic<bool>& is_share_of_worlds_used() const { return is_share_of_worlds_used_; }

 private:
  WorkClock clock_;
  std::atomic<bool> is_reached_ = false;
  std::atomic<bool> is_share_of_worlds_used_ = false;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread watcher_;
};

}  // namespace

CheckResult::CheckResult(SweepResult result, const Registry& registry, bool is_limited,
                         std::string_view edges)
    : result_(std::move(result)),
      text_(text_of(verdicts_of(result_, registry), result_, is_limited) + std::string(edges) +
            first_finding_in_full(result_, registry)) {}

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
  Registry registry = registry_of(declared, options);
  const std::vector<const Workload*> own = add_own_workloads(options, registry);
  if (const char* id = std::getenv(replay_variable)) return replayed(id, registry);
  StoreUnderTest store = declared;
  std::string edges;
  if (!declared.subject && declared.edges == StoreEdges{} && draws_plans(options)) {
    FoundEdges found = probe_edges(declared);
    store.edges = std::move(found.edges);
    edges = std::move(found.text);
  }
  if (declared.subject && !changes_its_state(declared)) {
    edges =
        fmt::format("no operation of {} changes its state: nothing was tested\n", declared.name);
  }
  const bool is_usual = !names_workloads(options);
  WorkLimit limit(options.cpu_limit.value_or(is_usual ? usual_cpu_limit : Duration{0}));
  SweepOptions sweep_options{.stores = {&store},
                             .workloads = chosen_workloads(registry, options, own),
                             .models = chosen_models(registry, store, options),
                             .seed = options.seed,
                             .jobs = options.jobs,
                             .exploration = options.exploration,
                             .worlds = options.worlds.value_or(is_usual ? usual_worlds : 0),
                             .worlds_with_faults = usual_share_with_faults,
                             .plans = options.plans.value_or(is_usual ? usual_plans : 0),
                             .ends_when_found = is_usual && !options.goes_on,
                             .stops = &limit.is_reached(),
                             .stops_worlds = &limit.is_share_of_worlds_used(),
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
  bool is_limited = limit.is_reached();
  bool has_found = false;
  for_each_finding(result, [&](const Finding&) { has_found = true; });
  if (!has_found) is_limited = is_limited || limit.is_share_of_worlds_used();
  return {std::move(result), registry, is_limited, edges};
}

StateCheck check_state(const StoreUnderTest& store, const Plan& plan, const PersistenceModel& model,
                       std::string_view point) {
  return state_of(store, plan, &model, point);
}

StateCheck check_state(const StoreUnderTest& store, const Plan& plan, std::string_view model,
                       std::string_view point) {
  const PersistenceModel* known = find_persistence_model(model);
  CHECK(known != nullptr || (model == run_itself && point == run_itself));
  return state_of(store, plan, known, point);
}

std::ostream& operator<<(std::ostream& stream, const CheckResult& result) {
  return stream << result.text();
}

}  // namespace powercut
