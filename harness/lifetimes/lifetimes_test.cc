#include "harness/lifetimes/lifetimes.h"

#include <gtest/gtest.h>

#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/lifetimes/live.h"
#include "harness/sweep/pieces.h"
#include "powercut/harness/plan_text.h"
#include "powercut/harness/sweep.h"

namespace powercut {
namespace {

Outcomes lived(const StoreUnderTest& store, const char* model, std::uint64_t worlds,
               std::uint64_t seed = 1) {
  LifetimeOptions options{.seed = seed, .worlds = worlds};
  return explore_lifetimes(store, *find_persistence_model(model), options, never_stops());
}

// Goal: the explorer of lifetimes counts what it did, and the same seed does the same.
TEST(Lifetimes, are_the_same_for_the_same_seed) {
  const StoreUnderTest& store = *find_store("cask");
  Outcomes once = lived(store, "ext4", 60);
  Outcomes again = lived(store, "ext4", 60);
  EXPECT_EQ(once.tally, again.tally);
  EXPECT_EQ(once.tally.lifetimes.worlds, 60U);
  EXPECT_GT(once.tally.lifetimes.lives, 120U);
  EXPECT_GT(once.tally.lifetimes.power_cuts, 60U);
  EXPECT_GT(once.tally.lifetimes.faults, 0U);
  EXPECT_GT(once.tally.lifetimes.shapes, 60U);
  EXPECT_NE(once.tally, lived(store, "ext4", 60, 2).tally);
}

// Goal: among a few thousand worlds some repeat an operation so often that a byte cannot count it,
// and some hold numbers at the edges of 32 and 64 bits. Both stay so when they are mutated.
TEST(WorldPlans, are_long_or_hold_numbers_now_and_then) {
  Chooser chooser(1);
  int longest = 0;
  int long_when_mutated = 0;
  int numbers = 0;
  int numbers_when_mutated = 0;
  const std::string edge = "9223372036854775807";
  auto holds_edge = [&](const Plan& plan) { return to_text(plan).contains(edge); };
  for (int count = 0; count < 3000; ++count) {
    Plan world = draw_world({}, chooser);
    bool is_long = world.operations.size() > 256;
    bool is_of_numbers = holds_edge(world);
    longest += is_long ? 1 : 0;
    numbers += is_of_numbers ? 1 : 0;
    if (!is_long && !is_of_numbers) continue;
    Plan mutated = mutate_world(world, world, {}, chooser);
    long_when_mutated += mutated.operations.size() > 200 ? 1 : 0;
    numbers_when_mutated += holds_edge(mutated) ? 1 : 0;
  }
  EXPECT_GT(longest, 5);
  EXPECT_GT(numbers, 5);
  EXPECT_GT(long_when_mutated, longest / 2);
  EXPECT_GT(numbers_when_mutated, numbers / 2);
}

// Goal: stores that are right live through everything. Method: every policy, models of each sort.
TEST(Lifetimes, of_right_stores_hold) {
  for (const char* name : {"log", "log-everysec", "log-never", "cask", "cask-everysec",
                           "cask-never", "cask-ordered", "atomic-snapshot"}) {
    for (const char* model : {"in-order", "process-kill", "synced-only", "ext4"}) {
      Outcomes outcomes = lived(*find_store(name), model, 150);
      EXPECT_EQ(outcomes.tally.failed, 0U)
          << name << " " << model << " " << to_text(outcomes.findings.front().place);
    }
  }
}

// Goal: every defect of the toy that a crash or a call shows is found by chance alone. Method: few
// worlds; a finding is shrunk to few operations, and its id replays.
TEST(Lifetimes, canary_wrong_stores_are_found_and_shrunk) {
  for (Defect defect :
       {Defect::skips_every_third_record, Defect::skips_removals, Defect::invents_a_key,
        Defect::spoils_a_value, Defect::splits_batches, Defect::writes_later_ones_first,
        Defect::never_syncs, Defect::trusts_the_cache, Defect::ignores_failed_syncs,
        Defect::dies_of_a_torn_tail, Defect::appends_behind_torn_tails, Defect::forgets_when_closed,
        Defect::cannot_read_long_values, Defect::sulks_after_a_full_disk,
        Defect::says_removed_regardless}) {
    StoreUnderTest toy = toy_store(defect);
    Outcomes outcomes = lived(toy, "in-order", 250);
    if (outcomes.tally.failed == 0) outcomes = lived(toy, "synced-only", 250);
    ASSERT_GT(outcomes.tally.failed, 0U) << static_cast<int>(defect);
    const FindingPlace& place = outcomes.findings.front().place;
    auto plan = parse_plan(place.workload);
    ASSERT_TRUE(plan.has_value());
    EXPECT_LE(plan->operations.size(), 6U) << place.workload;
    Recording again = record(toy, *plan, {}, {.model = find_persistence_model(place.model)});
    ASSERT_FALSE(again.live.empty()) << place.workload;
    EXPECT_EQ(again.live.front().violation.kind, outcomes.findings.front().violation.kind);
  }
}

// Goal: work in pieces gives what the whole gives. Method: three shards, joined.
TEST(Lifetimes, in_shards_are_those_of_the_whole) {
  SweepOptions options{.stores = {find_store("log-never")},
                       .workloads = {},
                       .models = {find_persistence_model("synced-only")},
                       .worlds = 700};
  Progress progress;
  SweepResult whole = live(options, progress);
  std::optional<SweepResult> parts;
  for (std::uint64_t index = 1; index <= 3; ++index) {
    options.shard = {.index = index, .count = 3};
    SweepResult part = live(options, progress);
    if (!parts) {
      parts = std::move(part);
    } else {
      ASSERT_EQ(join(*parts, std::move(part)), std::nullopt);
    }
  }
  EXPECT_TRUE(parts->is_complete());
  ASSERT_EQ(parts->cells.size(), whole.cells.size());
  for (std::size_t cell = 0; cell < whole.cells.size(); ++cell) {
    EXPECT_EQ(parts->cells[cell].outcomes.tally, whole.cells[cell].outcomes.tally);
  }
}

}  // namespace
}  // namespace powercut
