// Goal: crashes inside recoveries are followed, as deep as asked for and no deeper. Method: stores
// whose recovery goes wrong only if it is interrupted so many times.
#include <gtest/gtest.h>

#include "harness/canary/toy_store_test.h"
#include "harness/explore/failing_states_test.h"
#include "harness/run/line_store_test.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

constexpr const char* two_sets = "=set(a=1),set(b=2)";

Outcomes explored(const StoreUnderTest& store, const char* plan, const char* model,
                  ExplorationOptions options) {
  options.findings_per_kind = all_findings;
  return RecordedRun(store, parse_plan(plan).value())
      .explored(*find_persistence_model(model), options);
}

// Each finding shows itself again, by the path in its id alone.
void expect_replayable(const StoreUnderTest& store, const char* plan, const Outcomes& outcomes) {
  for (const Finding& finding : outcomes.findings) {
    std::string path = to_text(*finding.place.crash);
    StateCheck check = check_state(store, parse_plan(plan).value(), finding.place.model, path);
    EXPECT_FALSE(check.holds) << path << "\n" << check.text;
  }
}

TEST(NestedCrashes, show_a_repair_in_place_to_lose_everything) {
  StoreUnderTest store = line_store(Flaw::repairs_in_place);
  EXPECT_EQ(explored(store, two_sets, "in-order", {.depth = 0}).tally.failed, 0U);
  Outcomes nested = explored(store, two_sets, "in-order", {.depth = 1});
  EXPECT_GT(nested.tally.count(FindingKind::lost), 0U);
  for (const Finding& finding : nested.findings) {
    EXPECT_EQ(finding.place.crash->later.size(), 1U) << to_text(finding.place);
  }
  expect_replayable(store, two_sets, nested);
}

TEST(NestedCrashes, show_at_the_third_try_what_two_do_not) {
  StoreUnderTest store = line_store(Flaw::gives_up_at_third_try);
  for (std::uint32_t depth : {0U, 1U}) {
    EXPECT_EQ(explored(store, two_sets, "in-order", {.depth = depth}).tally.failed, 0U) << depth;
  }
  for (std::uint32_t depth : {2U, 3U, ExplorationOptions::depth_max}) {
    Outcomes nested = explored(store, two_sets, "in-order", {.depth = depth});
    EXPECT_GT(nested.tally.count(FindingKind::lost), 0U) << depth;
    for (const Finding& finding : nested.findings) {
      EXPECT_GE(finding.place.crash->later.size(), 2U) << to_text(finding.place);
    }
    expect_replayable(store, two_sets, nested);
  }
}

// Goal: an image that first came up where the depth ends is followed when it comes up higher.
// Method: the run's own recovery repairs, so that after a crash in it three more are enough; the
// images of that are met before, one level further down, in what follows from the run's begin.
TEST(NestedCrashes, follow_an_image_from_the_highest_level_at_which_it_is_met) {
  const char* plan = "=setup:set(a=1)|cut:set(b=2)|set(c=3)";
  StoreUnderTest store = line_store(Flaw::gives_up_at_fifth_try);
  EXPECT_EQ(explored(store, plan, "in-order", {.depth = 2}).tally.failed, 0U);
  Outcomes nested = explored(store, plan, "in-order", {.depth = 3});
  EXPECT_GT(nested.tally.count(FindingKind::lost), 0U);
  expect_replayable(store, plan, nested);
}

// Goal: a process dies, the next one believes the cache, and the power fails. Method: no kill in
// the plan; the path of each finding begins with one.
TEST(NestedCrashes, kill_the_process_before_they_cut_the_power) {
  StoreUnderTest store = toy_store(Defect::trusts_the_cache);
  EXPECT_EQ(explored(store, two_sets, "synced-only", {.depth = 0}).tally.failed, 0U);
  Outcomes nested = explored(store, two_sets, "synced-only", {.depth = 1});
  EXPECT_GT(nested.tally.failed, 0U);
  for (const Finding& finding : nested.findings) {
    EXPECT_TRUE(finding.place.crash->killed_first) << to_text(finding.place);
  }
  expect_replayable(store, two_sets, nested);
  EXPECT_EQ(explored(toy_store(Defect::none), two_sets, "synced-only", {}).tally.failed, 0U);
}

// Goal: a change that a reader has seen must not go, acknowledged or not (D5). Method: a change
// whose set was cut is in a journal; the next open shows it and the crash after that loses it.
// Without `always` nobody is to rely on what is seen.
TEST(NestedCrashes, contradict_what_was_shown_before_it_was_durable) {
  StoreUnderTest store = line_store(Flaw::shows_before_syncing);
  EXPECT_EQ(explored(store, two_sets, "synced-only", {.depth = 0}).tally.failed, 0U);
  Outcomes nested = explored(store, two_sets, "synced-only", {.depth = 1});
  EXPECT_GT(nested.tally.count(FindingKind::unstable), 0U);
  expect_replayable(store, two_sets, nested);
  store.policy = SyncPolicy::never;
  EXPECT_EQ(explored(store, two_sets, "synced-only", {.depth = 1}).tally.failed, 0U);
}

// Goal: writes after a nested recovery are cut where that was asked for. Method: two crashes make
// the next process careless; the third shows it.
TEST(NestedCrashes, come_in_what_is_written_after_another_as_deep_as_asked_for) {
  StoreUnderTest store = line_store(Flaw::forgets_to_sync);
  EXPECT_EQ(explored(store, two_sets, "synced-only", {}).tally.failed, 0U);
  Outcomes nested = explored(store, two_sets, "synced-only", {.write_levels = 2});
  EXPECT_GT(nested.tally.count(FindingKind::unstable), 0U);
  for (const Finding& finding : nested.findings) {
    EXPECT_EQ(finding.place.crash->later.size(), 2U) << to_text(finding.place);
  }
  expect_replayable(store, two_sets, nested);
  Outcomes right = explored(line_store(Flaw::none), two_sets, "synced-only", {.write_levels = 2});
  EXPECT_EQ(right.tally.failed, 0U);
  EXPECT_EQ(right.tally.reduction.skipped, 0U);
}

}  // namespace
}  // namespace powercut
