#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/explore/call_faults.h"
#include "harness/explore/recording.h"
#include "harness/explore/sweep.h"
#include "harness/report/report.h"

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
              ElementsAre("sync#3=io_failed", "sync#3=io_failed*", "sync#3=io_failed+done"));
  EXPECT_THAT(faults_as_text(CallKind::write, 2, 19),
              ElementsAre("write#2=io_failed", "write#2=io_failed*", "write#2=io_failed+done",
                          "write#2=no_space+9", "write#2=no_space+9*", "write#2=short+9"));
  EXPECT_THAT(faults_as_text(CallKind::read, 1, 100),
              ElementsAre("read#1=io_failed", "read#1=io_failed*", "read#1=short+50"));
  EXPECT_THAT(faults_as_text(CallKind::rename, 1, 0),
              ElementsAre("rename#1=io_failed", "rename#1=io_failed*", "rename#1=io_failed+done",
                          "rename#1=no_space", "rename#1=no_space*"));
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

TEST(inject_errors, plans_nothing_for_a_store_without_files) {
  SweepOptions options = errors_options({"memory"}, {"demo"});
  Progress progress;
  SweepResult result = inject_errors(options, progress);
  EXPECT_TRUE(result.faults.empty());
  EXPECT_TRUE(all_as_expected(verdicts(result, options.stores)));
}

TEST(inject_errors, reports_the_same_whatever_the_number_of_jobs) {
  SweepOptions options = errors_options({"snapshot", "guide"}, {"demo"});
  std::string expected;
  for (unsigned jobs : {1U, 3U}) {
    options.jobs = jobs;
    Progress progress;
    SweepResult result = inject_errors(options, progress);
    std::string report = make_report(result, verdicts(result, options.stores)).dump();
    if (expected.empty()) expected = report;
    EXPECT_EQ(report, expected);
  }
  EXPECT_THAT(expected, testing::HasSubstr("\"fault\":"));
}

}  // namespace
}  // namespace powercut
