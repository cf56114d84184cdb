#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/judge/recording.h"
#include "harness/lifetimes/sweep_all.h"
#include "harness/report/files/report.h"
#include "harness/run/call_faults.h"

namespace powercut {
namespace {

using testing::ElementsAre;

SweepOptions errors_options(std::vector<const char*> stores, std::vector<const char*> workloads) {
  SweepOptions options;
  for (const char* name : stores) options.stores.push_back(find_store(name));
  for (const char* name : workloads) options.workloads.push_back(find_workload(name));
  for (const char* model : {"in-order", "synced-only", "process-kill"}) {
    options.models.push_back(find_persistence_model(model));
  }
  return options;
}

std::vector<std::string> faults_as_text(CallKind kind, std::uint64_t nth, std::uint64_t bytes) {
  std::vector<std::string> texts;
  for (const FaultRule& rule : faults_of(kind, nth, bytes)) {
    texts.push_back(to_text(rule));
    EXPECT_EQ(parse_fault_rule(texts.back()), rule) << texts.back();
  }
  return texts;
}

TEST(faults_of, lets_a_call_fail_in_each_way_that_it_can) {
  EXPECT_THAT(faults_as_text(CallKind::sync, 3, 0),
              ElementsAre("sync#3=io_failed", "sync#3=io_failed*", "sync#3=io_failed+done",
                          "sync#3=io_failed+old", "sync#3=no_space"));
  EXPECT_THAT(faults_as_text(CallKind::write, 2, 19),
              ElementsAre("write#2=io_failed", "write#2=io_failed*", "write#2=io_failed+done",
                          "write#2=no_space+9", "write#2=no_space+9*", "write#2=short+9"));
  EXPECT_THAT(faults_as_text(CallKind::read, 1, 100),
              ElementsAre("read#1=io_failed", "read#1=io_failed*", "read#1=short+50"));
  EXPECT_THAT(faults_as_text(CallKind::rename, 1, 0),
              ElementsAre("rename#1=io_failed", "rename#1=io_failed*", "rename#1=io_failed+done",
                          "rename#1=no_space", "rename#1=no_space*"));
  EXPECT_THAT(faults_as_text(CallKind::link, 1, 0),
              ElementsAre("link#1=io_failed", "link#1=io_failed*", "link#1=io_failed+done",
                          "link#1=no_space", "link#1=no_space*"));
  EXPECT_THAT(faults_as_text(CallKind::reserve, 1, 0),
              ElementsAre("reserve#1=io_failed", "reserve#1=io_failed*", "reserve#1=io_failed+done",
                          "reserve#1=no_space", "reserve#1=no_space*"));
  EXPECT_THAT(faults_as_text(CallKind::size, 1, 0),
              ElementsAre("size#1=io_failed", "size#1=io_failed*"));
}

// Goal: one byte can neither be written in part nor read in part.
TEST(faults_of, leaves_out_what_cannot_strike) {
  EXPECT_THAT(faults_as_text(CallKind::read, 1, 1),
              ElementsAre("read#1=io_failed", "read#1=io_failed*"));
  EXPECT_THAT(faults_as_text(CallKind::write, 1, 1),
              ElementsAre("write#1=io_failed", "write#1=io_failed*", "write#1=io_failed+done",
                          "write#1=no_space", "write#1=no_space*"));
}

// Goal: a fault that was planned is one that happened. Method: as many scenarios as calls and ways,
// counted here from the run's own list of calls, and each must have struck.
TEST(inject_errors, strikes_with_every_fault_that_it_planned) {
  SweepOptions options = errors_options({"log", "atomic-snapshot"}, {"demo", "faults"});
  options.jobs = 2;
  options.exploration.depth = 0;
  Progress progress;
  SweepResult result = inject_errors(options, progress);
  std::map<std::string, std::uint64_t> planned;
  std::uint64_t all = 0;
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* workload : options.workloads) {
      for (const SeenCall& call : record(*store, workload->plan(1)).seen) {
        std::uint64_t ways = faults_of(call.kind, 1, call.bytes).size();
        planned[std::string(name_of(call.kind))] += ways;
        all += ways;
      }
    }
  }
  ASSERT_EQ(result.faults.size(), planned.size());
  for (const auto& [call, count] : result.faults) {
    EXPECT_EQ(count.planned, planned[call]) << call;
    EXPECT_EQ(count.struck, count.planned) << call;
  }
  EXPECT_GT(all, 0U);
  EXPECT_GT(progress.total, 0U);
  EXPECT_EQ(progress.done, progress.total);
  for (const Cell& cell : result.cells) {
    EXPECT_EQ(cell.outcomes.tally.failed, 0U) << cell.store << ", " << cell.model;
    EXPECT_EQ(cell.outcomes.tally.reduction.skipped, 0U);
    EXPECT_GT(cell.outcomes.tally.visited, 0U);
  }
}

// Goal: a call may fail before and after a power cut, under each model on the disk that it left.
// Method: a plan with a cut has as many scenarios as the runs of the models have calls and ways; a
// toy that goes on after a failed sync is caught, and the log is not.
TEST(inject_errors, strikes_before_and_after_power_cuts_under_each_model) {
  SweepOptions options = errors_options({"log"}, {"=set(a=1),set(b=2),power,set(c=3)"});
  const StoreUnderTest toy = toy_store(Defect::ignores_failed_syncs);
  options.stores.push_back(&toy);
  Progress progress;
  SweepResult result = inject_errors(options, progress);
  std::uint64_t scenarios = 0;
  for (const StoreUnderTest* store : options.stores) {
    for (const PersistenceModel* model : options.models) {
      Plan plan = options.workloads.front()->plan(1);
      for (const SeenCall& call : record(*store, plan, {}, {.model = model}).seen) {
        scenarios += faults_of(call.kind, 1, call.bytes).size();
      }
    }
  }
  std::uint64_t planned = 0;
  for (const auto& [call, count] : result.faults) {
    planned += count.planned;
    EXPECT_EQ(count.struck, count.planned) << call;
  }
  EXPECT_EQ(planned, scenarios);
  std::uint64_t runs = 0;
  for (const Cell& cell : result.cells) {
    if (cell.model == run_itself) runs += cell.outcomes.tally.visited;
    bool should_fail = cell.store == toy.name && cell.model == "synced-only";
    bool may_fail = cell.store == toy.name && cell.model != run_itself;
    bool fails = cell.outcomes.tally.failed > 0;
    EXPECT_TRUE(should_fail ? fails : may_fail || !fails) << cell.store << ", " << cell.model;
  }
  EXPECT_EQ(runs, scenarios);
}

// Goal: all worlds of `errors` have calls that fail, and they are others than those of `sweep`.
TEST(errors_all, begins_with_lifetimes_in_which_calls_fail) {
  SweepOptions options = errors_options({"log"}, {"demo"});
  options.worlds = 60;
  Progress progress;
  SweepResult errors = errors_all(options, progress);
  SweepResult swept = sweep_all(options, progress);
  EXPECT_EQ(errors.command, "errors");
  EXPECT_FALSE(errors.faults.empty());
  ASSERT_EQ(errors.cells.size(), swept.cells.size());
  for (std::size_t cell = 0; cell < errors.cells.size(); ++cell) {
    if (errors.cells[cell].workload != lifetimes_workload) continue;
    if (errors.cells[cell].model == run_itself) continue;
    const LifetimeCounts& of_errors = errors.cells[cell].outcomes.tally.lifetimes;
    const LifetimeCounts& of_sweep = swept.cells[cell].outcomes.tally.lifetimes;
    EXPECT_EQ(of_errors.worlds, 60U);
    EXPECT_GT(of_errors.faults, 0U);
    EXPECT_NE(of_errors.operations, of_sweep.operations);
  }
}

TEST(inject_errors, plans_nothing_for_a_store_without_files) {
  SweepOptions options = errors_options({"memory"}, {"demo"});
  Progress progress;
  SweepResult result = inject_errors(options, progress);
  EXPECT_TRUE(result.faults.empty());
  EXPECT_TRUE(all_as_expected(verdicts(result, our_registry())));
}

TEST(inject_errors, reports_the_same_whatever_the_number_of_jobs) {
  SweepOptions options = errors_options({"snapshot", "log-no-sync-dir"}, {"demo"});
  std::string expected;
  for (unsigned jobs : {1U, 3U}) {
    options.jobs = jobs;
    Progress progress;
    SweepResult result = inject_errors(options, progress);
    std::string report =
        make_report(result, verdicts(result, our_registry()), our_registry()).dump();
    if (expected.empty()) expected = report;
    EXPECT_EQ(report, expected);
  }
  EXPECT_THAT(expected, testing::HasSubstr("\"fault\":"));
}

}  // namespace
}  // namespace powercut
