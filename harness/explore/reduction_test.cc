// Goal: what reduction spares could not have failed otherwise. Method: short plans on stores that
// hold and stores that do not, under models of each sort; what a reduced exploration finds is what
// one without reduction finds, and what a plain loop does.
#include "harness/explore/reduction.h"

#include <gtest/gtest.h>

#include "harness/canary/toy_store_test.h"
#include "harness/explore/failing_states_test.h"
#include "harness/explore/line_store_test.h"
#include "harness/plan_text.h"

namespace powercut {
namespace {

constexpr std::uint64_t no_limit = 1'000'000;

ExplorationOptions exhaustive(std::uint32_t depth, bool reduces) {
  return {
      .budget = no_limit, .depth = depth, .reduces = reduces, .findings_per_kind = all_findings};
}

std::vector<StoreUnderTest> some_stores() {
  std::vector<StoreUnderTest> stores;
  for (const char* name : {"log", "log-never", "guide", "snapshot", "atomic-snapshot"}) {
    stores.push_back(*find_store(name));
  }
  for (Defect defect : {Defect::none, Defect::never_syncs, Defect::trusts_the_cache,
                        Defect::dies_of_a_torn_tail, Defect::appends_behind_torn_tails,
                        Defect::writes_later_ones_first, Defect::forgets_when_closed}) {
    stores.push_back(toy_store(defect));
    stores.back().name += std::to_string(static_cast<int>(defect));
  }
  for (Flaw flaw : {Flaw::repairs_in_place, Flaw::gives_up_at_third_try, Flaw::shows_before_syncing,
                    Flaw::leaves_strays, Flaw::reads_stray_when_twice}) {
    stores.push_back(line_store(flaw));
    stores.back().name += std::to_string(static_cast<int>(flaw));
  }
  return stores;
}

void expect_sums_up(const Tally& tally) {
  EXPECT_EQ(tally.legal, tally.visited + tally.reduction.merged + tally.reduction.pruned() +
                             tally.reduction.skipped);
}

struct Compared {
  std::size_t failing = 0;
  std::uint64_t spared = 0;
};

// Adds what there was to compare, so that a test can say whether that was anything.
void expect_same(const StoreUnderTest& store, const char* plan, const char* model_name,
                 std::uint32_t depth, Compared& compared) {
  RecordedRun run(store, parse_plan(plan).value());
  const PersistenceModel& model = *find_persistence_model(model_name);
  Outcomes reduced = run.explored(model, exhaustive(depth, true));
  Outcomes plain = run.explored(model, exhaustive(depth, false));
  SCOPED_TRACE(store.name + ", " + plan + ", " + model_name + ", depth " + std::to_string(depth));
  expect_sums_up(reduced.tally);
  expect_sums_up(plain.tally);
  ASSERT_EQ(reduced.tally.reduction.skipped, 0U);
  ASSERT_EQ(plain.tally.reduction.skipped, 0U);
  EXPECT_EQ(plain.tally.visited, plain.tally.legal);
  FailingStates found = failing_states(run, model, reduced);
  FailingStates expected = failing_states(run, model, plain);
  // Where an image stands for others with other files that nobody reads, they are not told apart.
  if (reduced.tally.reduction.unread == 0) {
    EXPECT_EQ(found, expected);
  } else {
    EXPECT_TRUE(std::ranges::includes(expected, found));
    EXPECT_EQ(found.empty(), expected.empty());
  }
  if (depth == 0) {
    EXPECT_EQ(expected, failing_by_force(run, model));
  }
  compared.failing += found.size();
  compared.spared += plain.tally.visited - reduced.tally.visited;
}

TEST(Reduction, finds_the_same_as_a_plain_loop_without_nested_crashes) {
  Compared compared;
  for (const StoreUnderTest& store : some_stores()) {
    for (const char* model :
         {"in-order", "synced-only", "process-kill", "sector-tear", "ext4-ordered", "posix-min"}) {
      expect_same(store, "=set(a=1),set(b=2),set(a=3)", model, 0, compared);
    }
  }
  EXPECT_GT(compared.failing, 100U);
  EXPECT_GT(compared.spared, 1000U);
}

TEST(Reduction, finds_the_same_as_without_it_where_recoveries_crash_too) {
  Compared compared;
  for (const StoreUnderTest& store : some_stores()) {
    for (const char* model : {"in-order", "synced-only", "ext4-ordered"}) {
      expect_same(store, "=set(a=1),set(b=2)", model, 1, compared);
    }
  }
  EXPECT_GT(compared.failing, 100U);
  EXPECT_GT(compared.spared, 1000U);
}

}  // namespace
}  // namespace powercut
