// Goal: shrink leaves a smaller plan, which fails as before. Method: findings of every sort, on
// stores that break their promise in known ways.
#include "harness/tell/shrink.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "engine/io/macros.h"
#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/judge/recording.h"
#include "harness/run/line_store_test.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

std::size_t bytes_of(const std::vector<Operation>& operations) {
  std::size_t bytes = 0;
  for (const Operation& operation : operations) {
    for (const Change& change : operation.changes) {
      bytes += change.key.size() + (change.value ? change.value->size() : 0);
    }
  }
  return bytes;
}

void expect_shrinks(const Finding& finding, const StoreUnderTest& store) {
  SCOPED_TRACE(to_text(finding.place));
  const Workload& workload = *find_workload(finding.place.workload);
  const PersistenceModel* model =
      finding.place.crash ? find_persistence_model(finding.place.model) : nullptr;
  auto shrunk = shrink(finding.place, store, workload, model);
  ASSERT_TRUE(shrunk.has_value());
  EXPECT_EQ(shrunk->finding.violation.kind, finding.violation.kind);
  Plan before = workload.plan(finding.place.seed);
  EXPECT_LE(shrunk->plan.operations.size(), before.operations.size());
  EXPECT_LE(shrunk->plan.setup.size(), before.setup.size());
  EXPECT_LE(shrunk->plan.operations.size() + shrunk->plan.setup.size(), 5U);
  EXPECT_LE(bytes_of(shrunk->plan.operations), bytes_of(before.operations));
  const FindingPlace& place = shrunk->finding.place;
  EXPECT_EQ(place.workload, to_text(shrunk->plan));
  auto parsed = parse_finding_place(to_text(place));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(*parsed, place);
  StateCheck check = check_state(store, parse_plan(place.workload).value(), place.model,
                                 place.crash ? to_text(*place.crash) : std::string(run_itself));
  EXPECT_FALSE(check.holds) << to_text(place) << "\n" << check.text;
  EXPECT_THAT(check.text,
              testing::HasSubstr("verdict: " + std::string(name_of(finding.violation.kind))));
  auto again = shrink(finding.place, store, workload, model);
  EXPECT_EQ(to_text(again->finding.place), to_text(place));
  EXPECT_EQ(again->runs, shrunk->runs);
}

int expect_all_shrink(const StoreUnderTest& store, CheckOptions options) {
  CheckResult result = check_store(store, options);
  int findings = 0;
  for (const Cell& cell : result.sweep().cells) {
    for (const Finding& finding : cell.outcomes.findings) {
      expect_shrinks(finding, store);
      ++findings;
    }
  }
  EXPECT_GT(findings, 0) << result;
  return findings;
}

TEST(shrink, keeps_the_kind_of_what_a_power_cut_broke) {
  CheckOptions options{.workloads = {"faults", "aged"}, .models = {"in-order", "synced-only"}};
  options.exploration.depth = 0;
  expect_all_shrink(*find_store("log-no-sync-dir"), options);
  expect_all_shrink(*find_store("snapshot"), options);
  expect_all_shrink(
      toy_store(Defect::splits_batches),
      {.workloads = {"batches"}, .models = {"in-order"}, .exploration = {.depth = 0}});
}

std::string sets(int count) {
  std::string text;
  for (int number = 0; number < count; ++number) {
    text += fmt::format("{}set(key{}=value{})", number > 0 ? "," : "", number % 50, number);
  }
  return text;
}

std::optional<Shrunk> shrink_run(const StoreUnderTest& store, const std::string& workload) {
  FindingPlace place{.store = store.name, .workload = workload, .model = "in-order"};
  return shrink(place, store, *find_workload(workload), find_persistence_model("in-order"));
}

// Goal: a large plan costs little where few of its operations are needed. Method: 600 changes, of
// which one fails late. For each candidate that did not fail the fault was once tried at every
// earlier call, which were hundreds of runs.
TEST(shrink, finds_a_late_fault_again_without_trying_every_call) {
  std::string faults = "fault:rename#5=no_space|fault:remove#5=no_space|fault:write#560=no_space";
  auto shrunk = shrink_run(toy_store(Defect::sulks_after_a_full_disk),
                           fmt::format("={}|{}", faults, sets(600)));
  ASSERT_TRUE(shrunk.has_value());
  EXPECT_LE(shrunk->plan.operations.size(), 2U) << shrunk->finding.place.workload;
  EXPECT_EQ(shrunk->plan.faults.size(), 1U);
  EXPECT_LT(shrunk->runs, 200U);
  EXPECT_FALSE(shrunk->is_at_limit);
}

// Goal: there is an end where most of a large plan is needed, the same each time. Method: a store
// that cannot be opened beyond some size, which takes most of 600 changes.
TEST(shrink, ends_at_its_limit_where_much_is_needed) {
  StoreUnderTest store = toy_store(Defect::none);
  store.open = [toy = store.open](Environment& environment) -> Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(auto file, environment.files.open("toy", OpenMode::create));
    TRY_ASSIGN(std::uint64_t size, file->size());
    if (size > 12'000) return Error{ErrorCode::corrupt};
    return toy(environment);
  };
  auto shrunk = shrink_run(store, "=" + sets(600));
  ASSERT_TRUE(shrunk.has_value());
  EXPECT_TRUE(shrunk->is_at_limit);
  EXPECT_EQ(shrunk->finding.violation.kind, FindingKind::unopenable);
  EXPECT_LT(shrunk->plan.operations.size(), 600U);
  EXPECT_FALSE(check_state(store, shrunk->plan, "in-order", run_itself).holds);
  auto again = shrink_run(store, "=" + sets(600));
  EXPECT_EQ(to_text(again->finding.place), to_text(shrunk->finding.place));
  EXPECT_EQ(again->runs, shrunk->runs);
}

TEST(shrink, gives_nothing_once_it_is_stopped) {
  const std::atomic<bool> stops = true;
  auto place = parse_finding_place("snapshot/demo/in-order/1/11.20").value();
  const PersistenceModel* model = find_persistence_model("in-order");
  const StoreUnderTest& store = *find_store("snapshot");
  EXPECT_FALSE(shrink(place, store, *find_workload("demo"), model, &stops).has_value());
  const std::atomic<bool> goes_on = false;
  EXPECT_TRUE(shrink(place, store, *find_workload("demo"), model, &goes_on).has_value());
}

TEST(shrink, keeps_the_kind_of_what_the_run_itself_broke) {
  expect_all_shrink(*find_store("memory"), {.workloads = {"faults"}, .models = {"process-kill"}});
  expect_all_shrink(toy_store(Defect::says_removed_regardless),
                    {.workloads = {"deletes"}, .models = {"process-kill"}});
}

TEST(shrink, keeps_the_kind_of_what_nested_crashes_broke) {
  const char* plan = "=set(a=1),set(b=2),set(c=3),set(d=4)";
  expect_all_shrink(line_store(Flaw::repairs_in_place),
                    {.workloads = {plan}, .models = {"in-order"}});
  expect_all_shrink(line_store(Flaw::gives_up_at_third_try),
                    {.workloads = {plan}, .models = {"in-order"}});
  expect_all_shrink(line_store(Flaw::shows_before_syncing),
                    {.workloads = {plan}, .models = {"synced-only"}});
  expect_all_shrink(toy_store(Defect::trusts_the_cache),
                    {.workloads = {plan}, .models = {"synced-only"}});
}

// An id of the run itself stands for all that was wrong in it: any of these may be what is left.
TEST(shrink, keeps_the_fault_that_it_takes) {
  CheckResult result =
      check_store(toy_store(Defect::ignores_failed_syncs),
                  {.workloads = {"demo"}, .models = {"synced-only"}, .with_errors = true});
  int with_rule = 0;
  for (const Cell& cell : result.sweep().cells) {
    for (const Finding& finding : cell.outcomes.findings) {
      if (!finding.place.rule) continue;
      ++with_rule;
      auto shrunk =
          shrink(finding.place, toy_store(Defect::ignores_failed_syncs), *find_workload("demo"),
                 finding.place.crash ? find_persistence_model("synced-only") : nullptr);
      ASSERT_TRUE(shrunk.has_value()) << to_text(finding.place);
      std::set<FindingKind> kinds{finding.violation.kind};
      if (!finding.place.crash) {
        Recording run = record(toy_store(Defect::ignores_failed_syncs),
                               find_workload("demo")->plan(1), {*finding.place.rule});
        for (const LiveViolation& live : run.live) kinds.insert(live.violation.kind);
      }
      EXPECT_TRUE(kinds.contains(shrunk->finding.violation.kind)) << to_text(finding.place);
      EXPECT_EQ(shrunk->plan.faults.size(), 1U);
      EXPECT_LE(shrunk->plan.operations.size(), 2U);
      EXPECT_FALSE(shrunk->finding.place.rule.has_value());
    }
  }
  EXPECT_GT(with_rule, 0);
}

TEST(shrink, finds_nothing_where_nothing_fails) {
  FindingPlace place{.store = "log", .workload = "demo", .model = "in-order"};
  place.crash = CrashPath{.first = {.call = 5}};
  EXPECT_FALSE(
      shrink(place, *find_store("log"), *find_workload("demo"), find_persistence_model("in-order"))
          .has_value());
  place.crash.reset();
  place.model = run_itself;
  EXPECT_FALSE(shrink(place, *find_store("log"), *find_workload("demo"), nullptr).has_value());
}

TEST(complexity_of, puts_the_simpler_path_first) {
  std::vector<const char*> from_simple{"3",      "12",       "12.1",     "12.7", "2:k3l1",
                                       "1:l4",   "1:t7x1",   "1:t7x1l2", "1>1",  "2!1",
                                       "1>2:l1", "1:t7x1>2", "1>1>1"};
  for (std::size_t index = 1; index < from_simple.size(); ++index) {
    auto simpler = complexity_of(parse_crash_path(from_simple[index - 1]).value());
    auto harder = complexity_of(parse_crash_path(from_simple[index]).value());
    EXPECT_LT(simpler, harder) << from_simple[index - 1] << ", " << from_simple[index];
  }
}

}  // namespace
}  // namespace powercut
