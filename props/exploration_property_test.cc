// Random plans on a store that forgets to sync its directory and one that rewrites its file in
// place: a finding shows itself again, shrinks, and is found under each weaker model; and a
// recovery leaves nothing for the next to do.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/io/macros.h"
#include "faultfs/states/walk.h"
#include "harness/catalog/catalog.h"
#include "harness/explore/explore_runs.h"
#include "harness/tell/shrink.h"
#include "harness/watch/virtual_time.h"
#include "powercut/faultfs/fault_file_system.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"
#include "props/any_model.h"
#include "props/any_plan.h"
#include "props/falsified.h"
#include "props/file_call.h"

namespace powercut {

namespace {

const StoreUnderTest& weak_store() {
  return *find_store(*rc::gen::element(std::string("log-no-sync-dir"), std::string("snapshot")));
}

struct Explored {
  Plan plan;
  Recording recording;
  Outcomes outcomes;

  Explored(const StoreUnderTest& store, Plan plan_to_run, const PersistenceModel& model,
           const ExplorationOptions& options)
      : plan(std::move(plan_to_run)),
        recording(record(store, plan)),
        outcomes(explore({store, "random", 0}, plan, recording, model, options)) {}
};

// The first finding on one store that does not show itself on the other. Empty: all do.
std::string first_not_shown(const StoreUnderTest& store, const StoreUnderTest& replayed,
                            const Plan& plan, const PersistenceModel& model) {
  Explored explored(store, plan, model, {.budget = 64});
  for (const Finding& finding : explored.outcomes.findings) {
    std::string id = to_text(finding.place);
    auto place = parse_finding_place(id);
    if (!place || *place != finding.place) return id;
    StateCheck check = check_state(replayed, plan, model.name, to_text(*place->crash));
    if (check.holds) return id + "\n" + check.text;
  }
  return "";
}

RC_GTEST_PROP(ExplorationProperty, every_finding_has_an_id_that_shows_it_again, ()) {
  const StoreUnderTest& store = weak_store();
  const PersistenceModel& model = any_model();
  Plan plan = *rc::short_plan();
  std::string not_shown = first_not_shown(store, store, plan, model);
  RC_LOG() << to_text(plan) << " " << not_shown;
  RC_ASSERT(not_shown.empty());
}

// Canary: the findings of the store that forgets to sync its directory, on the one that does.
TEST(ExplorationPropertyCanary, finds_an_id_that_shows_nothing) {
  EXPECT_TRUE(is_falsified([] {
    RC_ASSERT(first_not_shown(*find_store("log-no-sync-dir"), *find_store("log"), *rc::short_plan(),
                              *find_persistence_model("synced-only"))
                  .empty());
  }));
}

using Naming = std::string (*)(const CrashPoint& point);

// The first of a run's states whose name does not lead to it, or is another's, too. Empty: none.
std::string first_misnamed(const Plan& plan, const PersistenceModel& model, Naming name_it) {
  Recording recording = record(*find_store("log"), plan);
  std::set<std::string> names;
  std::string misnamed;
  CrashStates at(model, recording.base);
  auto visit = [&](const Choice& choice, Disk&) {
    std::string name = name_it(at.point(choice));
    auto point = parse_crash_point(name);
    bool is_found = point && at.choice_at(*point) == choice;
    if (!names.insert(name).second || !is_found) misnamed = name;
  };
  for (std::uint32_t call = 0; call < recording.trace.size(); ++call) {
    at.begin(recording.trace, call);
    if (at.is_partly_done()) at.sample(CrashStates::Which::all, 200, 1, visit);
    at.finish();
    at.sample(CrashStates::Which::all, 200, 1, visit);
  }
  return misnamed;
}

// And so the states that are kept: each has a name of its own, by which it is found.
RC_GTEST_PROP(ExplorationProperty, every_state_is_found_again_by_its_name, ()) {
  const PersistenceModel& model = any_model();
  Plan plan = *rc::tiny_plan();
  auto in_full = [](const CrashPoint& point) { return to_text(point); };
  std::string misnamed = first_misnamed(plan, model, in_full);
  RC_LOG() << to_text(plan) << " " << model.name << " " << misnamed;
  RC_ASSERT(misnamed.empty());
}

// Canary: names that do not say what was kept.
TEST(ExplorationPropertyCanary, finds_two_states_of_one_name) {
  EXPECT_TRUE(is_falsified([] {
    auto of_call = [](const CrashPoint& point) {
      CrashPoint shorter = point;
      shorter.effects.clear();
      return to_text(shorter);
    };
    RC_ASSERT(first_misnamed(*rc::tiny_plan(), any_model(), of_call).empty());
  }));
}

using Relation = bool (*)(const PersistenceModel& stronger, const PersistenceModel& weaker);

// Models that are so related, and the store fails under the first alone; all states are visited, so
// that none is missing by chance. Empty: there are none.
std::string first_gap(const StoreUnderTest& store, const Plan& plan, Relation relation) {
  ExplorationOptions all_states{.budget = 100'000, .depth = 0};
  std::map<std::string, Tally> tallies;
  for (const PersistenceModel* model : persistence_models()) {
    if (!model->power_loss) continue;
    tallies[model->name] = Explored(store, plan, *model, all_states).outcomes.tally;
  }
  for (const auto& [stronger, tally] : tallies) {
    for (const auto& [weaker, weaker_tally] : tallies) {
      bool is_gap = tally.failed > 0 && weaker_tally.failed == 0;
      bool is_sampled = weaker_tally.reduction.skipped > 0;
      if (is_gap && !is_sampled &&
          relation(*find_persistence_model(stronger), *find_persistence_model(weaker))) {
        return stronger + ", " + weaker;
      }
    }
  }
  return "";
}

RC_GTEST_PROP(ExplorationProperty, what_fails_under_a_model_fails_under_each_weaker_one, ()) {
  const StoreUnderTest& store = weak_store();
  Plan plan = *rc::tiny_plan();
  std::string gap = first_gap(store, plan, is_within);
  RC_LOG() << store.name << " " << to_text(plan) << " " << gap;
  RC_ASSERT(gap.empty());
}

// Canary: the relation the wrong way round.
TEST(ExplorationPropertyCanary, finds_a_model_that_is_not_weaker) {
  EXPECT_TRUE(is_falsified([] {
    auto is_beyond = [](const PersistenceModel& stronger, const PersistenceModel& weaker) {
      return is_within(weaker, stronger);
    };
    RC_ASSERT(first_gap(*find_store("log-no-sync-dir"), *rc::tiny_plan(), is_beyond).empty());
  }));
}

// Everything on the disk after an open and a close, as text. Empty: it does not open.
std::string after_restart(const StoreUnderTest& store, Disk& disk) {
  VirtualTime time;
  {
    FaultFileSystem files(disk);
    Environment environment{files, time, time};
    auto opened = store.open(environment);
    if (!opened.ok() || !(*opened)->close().ok()) return "";
  }
  FaultFileSystem files(disk);
  return FileCallRunner(files, "/").tree();
}

std::string first_unsettled_state(const StoreUnderTest& store, const Plan& plan,
                                  const PersistenceModel& model) {
  Recording recording = record(store, plan);
  CrashStates states(model, recording.base);
  std::string unsettled;
  auto visit = [&](const Choice& choice, Disk& disk) {
    Disk::Session session(disk);
    std::string once = after_restart(store, disk);
    if (unsettled.empty() && after_restart(store, disk) != once) {
      unsettled = to_text(states.point(choice));
    }
  };
  for (std::uint32_t call = 0; call < recording.trace.size(); ++call) {
    states.begin(recording.trace, call);
    if (states.is_partly_done()) states.sample(CrashStates::Which::all, 20, 1, visit);
    states.finish();
    states.sample(CrashStates::Which::all, 20, 1, visit);
  }
  return unsettled;
}

RC_GTEST_PROP(ExplorationProperty, recovery_of_a_recovered_image_changes_nothing, ()) {
  auto name = *rc::gen::elementOf(std::vector<std::string>{
      "log", "log-everysec", "log-never", "log-no-sync-dir", "atomic-snapshot", "snapshot"});
  const PersistenceModel& model = any_model();
  Plan plan = *rc::short_plan();
  std::string unsettled = first_unsettled_state(*find_store(name), plan, model);
  RC_LOG() << name << " " << to_text(plan) << " " << model.name << " " << unsettled;
  RC_ASSERT(unsettled.empty());
}

// Canary: a store that leaves one file more at each open.
TEST(ExplorationPropertyCanary, finds_a_recovery_that_goes_on_for_ever) {
  StoreUnderTest restless = *find_store("log");
  restless.open = [](Environment& environment) -> Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(auto names, environment.files.list("/"));
    TRY(environment.files.open(std::to_string(names.size()), OpenMode::create));
    return find_store("log")->open(environment);
  };
  EXPECT_TRUE(is_falsified(
      [&] { RC_ASSERT(first_unsettled_state(restless, *rc::short_plan(), any_model()).empty()); }));
}

// Whether what is shrunk on one store is a smaller plan that fails in the same way on the other.
bool shrinks(const StoreUnderTest& store, const StoreUnderTest& judged, const Plan& plan,
             const PersistenceModel& model) {
  Explored explored(store, plan, model, {.budget = 64, .depth = 0});
  if (explored.outcomes.findings.empty()) return true;
  const Finding& finding = explored.outcomes.findings.front();
  Workload workload{.name = "random", .summary = "", .plan = [&](std::uint64_t) { return plan; }};
  auto shrunk = shrink(finding.place, store, workload, &model);
  if (!shrunk || shrunk->finding.violation.kind != finding.violation.kind) return false;
  const FindingPlace& place = shrunk->finding.place;
  auto parsed = parse_plan(place.workload);
  return parsed && parsed->operations.size() <= plan.operations.size() &&
         parsed->setup.size() <= plan.setup.size() &&
         !check_state(judged, *parsed, model.name, to_text(*place.crash)).holds;
}

RC_GTEST_PROP(ExplorationProperty, what_is_shrunk_still_fails_in_the_same_way, ()) {
  const StoreUnderTest& store = weak_store();
  const PersistenceModel& model = any_model();
  Plan plan = *rc::short_plan();
  RC_LOG() << store.name << " " << to_text(plan) << " " << model.name;
  RC_ASSERT(shrinks(store, store, plan, model));
}

// Canary: a shrunk failure of the store that rewrites its file does not fail on the log.
TEST(ExplorationPropertyCanary, finds_what_was_shrunk_to_nothing) {
  EXPECT_TRUE(is_falsified([] {
    RC_ASSERT(shrinks(*find_store("snapshot"), *find_store("log"), *rc::short_plan(),
                      *find_persistence_model("in-order")));
  }));
}

}  // namespace

}  // namespace powercut
