#include "powercut/harness/sweep.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/catalog/catalog.h"
#include "harness/judge/recording.h"
#include "harness/report/files/report.h"
#include "powercut/faultfs/crash_states.h"

namespace powercut {
namespace {

SweepOptions options_of(std::vector<const char*> stores, std::vector<const char*> workloads) {
  SweepOptions options;
  for (const char* name : stores) options.stores.push_back(find_store(name));
  for (const char* name : workloads) options.workloads.push_back(find_workload(name));
  for (const char* model : {"in-order", "synced-only", "process-kill"}) {
    options.models.push_back(find_persistence_model(model));
  }
  return options;
}

std::string report_of(const SweepResult& result) {
  return make_report(result, verdicts(result, our_registry()), our_registry()).dump();
}

// Goal: a loss by a power cut among the operations is held against the model that allows it.
// Method: a store that syncs no name, under a model that loses names and one that loses nothing.
TEST(Sweep, judges_power_cuts_among_operations_by_their_model) {
  SweepOptions options = options_of({"log-no-sync-dir"}, {});
  Workload workload{.name = "=set(a=1),power",
                    .summary = "one set, and the power fails",
                    .plan = [](std::uint64_t) {
                      return Plan{.operations = {set_operation("a", "1"), power_operation(0)}};
                    }};
  options.workloads.push_back(&workload);
  Progress progress;
  SweepResult result = sweep(options, progress);
  ASSERT_EQ(result.cells.size(), 4U);
  for (const Cell& cell : result.cells) {
    bool loses = cell.outcomes.tally.failed > 0;
    EXPECT_EQ(loses, cell.model == "synced-only") << cell.model;
    EXPECT_GE(cell.outcomes.tally.visited, 1U);
  }
}

// Goal: nothing is left out or sampled. Method: the calls and bytes of each run, counted here by
// hand from its trace, against what the sweep says is legal; without nested crashes these are all.
TEST(Sweep, visits_after_every_call_and_after_every_byte_of_every_write) {
  SweepOptions options =
      options_of({"log", "snapshot", "atomic-snapshot"}, {"demo", "mixed-uniform", "aged"});
  options.exploration.depth = 0;
  Progress progress;
  SweepResult result = sweep(options, progress);
  std::uint64_t images = 0;
  for (const Cell& cell : result.cells) {
    const Tally& tally = cell.outcomes.tally;
    const Reduction& reduction = tally.reduction;
    EXPECT_EQ(tally.legal, tally.visited + reduction.merged + reduction.pruned());
    EXPECT_EQ(reduction.skipped, 0U);
    if (cell.model == run_itself) {
      EXPECT_EQ(tally.visited, 1U);
      continue;
    }
    Recording recording =
        record(*find_store(cell.store), find_workload(cell.workload)->plan(options.seed));
    std::uint64_t calls = recording.trace.calls().size();
    std::uint64_t bytes = 0;
    for (const Call& call : recording.trace.calls()) {
      if (call.effect == Effect::write) bytes += recording.trace.data(call).size();
    }
    EXPECT_GT(bytes, 0U);
    EXPECT_EQ(tally.legal, cell.model == "synced-only" ? calls : calls + bytes)
        << cell.store << ", " << cell.workload << ", " << cell.model;
    images += tally.visited;
  }
  EXPECT_EQ(progress.states, images);
  EXPECT_EQ(progress.done, progress.total);
}

// Goal: every legal state is accounted for, nested or not, under every model. Method: the sum, for
// stores that hold, that fail and that are sampled.
TEST(Sweep, accounts_for_every_legal_state) {
  SweepOptions options =
      options_of({"log", "log-never", "snapshot", "log-no-sync-dir"}, {"demo", "faults"});
  options.exploration.budget = 64;
  options.models = persistence_models();
  Progress progress;
  SweepResult result = sweep(options, progress);
  std::uint64_t merged = 0;
  std::uint64_t skipped = 0;
  for (const Cell& cell : result.cells) {
    const Tally& tally = cell.outcomes.tally;
    const Reduction& reduction = tally.reduction;
    merged += reduction.merged;
    if (tally.legal >= CrashStates::countless) continue;
    skipped += reduction.skipped;
    EXPECT_EQ(tally.legal,
              tally.visited + reduction.merged + reduction.pruned() + reduction.skipped)
        << cell.store << ", " << cell.workload << ", " << cell.model;
    EXPECT_LE(tally.failed, tally.legal);
  }
  EXPECT_GT(merged, 1000U);
  EXPECT_GT(skipped, 1000U);
}

// Goal: a finding is one, on whatever machine. Method: one, two and five threads, twice each; the
// reports must be equal byte for byte. The workloads are long enough for several pieces each.
TEST(Sweep, reports_the_same_whatever_the_number_of_jobs) {
  SweepOptions options =
      options_of({"snapshot", "log-no-sync-dir", "log"}, {"demo", "mixed-uniform"});
  std::string expected;
  for (unsigned jobs : {1U, 2U, 5U, 1U, 5U}) {
    options.jobs = jobs;
    Progress progress;
    std::string report = report_of(sweep(options, progress));
    if (expected.empty()) expected = report;
    EXPECT_EQ(report, expected) << jobs << " jobs";
  }
  EXPECT_THAT(expected, testing::HasSubstr("\"kind\":\"lost\""));
}

TEST(Sweep, runs_another_plan_with_another_seed) {
  SweepOptions options = options_of({"log-no-sync-dir"}, {"mixed-uniform"});
  Progress progress;
  std::string first = report_of(sweep(options, progress));
  options.seed = 2;
  std::string second = report_of(sweep(options, progress));
  EXPECT_NE(first, second);
}

TEST(Sweep, of_nothing_is_nothing) {
  Progress progress;
  EXPECT_THAT(sweep({}, progress).cells, testing::IsEmpty());
}

}  // namespace
}  // namespace powercut
