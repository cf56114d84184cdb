// Goal: a store that is wrong only where threads meet is caught. Method: stores that are wrong in
// one way each, run until the first violation; and the same stores with one caller, where they are
// right.
#include <gmock/gmock.h>

#include "harness/concurrent/concurrent_run.h"
#include "harness/concurrent/subtly_wrong_stores_test.h"

namespace powercut {
namespace {

// One to four are enough with two cores.
constexpr std::uint64_t runs_max = 100;

template <typename Wrong>
ConcurrentReport check(const JudgeOptions& judge = {}) {
  const auto make = [] { return Result<std::unique_ptr<Store>>(std::make_unique<Wrong>()); };
  return check_concurrently(make, {.runs = runs_max, .judge = judge});
}

template <typename Wrong>
void expect_caught(const char* words) {
  const ConcurrentReport report = check<Wrong>();
  EXPECT_EQ(report.violated, 1U) << report.runs << " runs, " << report.overlaps << " overlaps";
  EXPECT_THAT(report.text, testing::HasSubstr(words));
  EXPECT_FALSE(report.holds());
  testing::Test::RecordProperty("runs", static_cast<int>(report.runs));
}

template <typename Wrong>
void expect_right_alone() {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    ConcurrentPlan plan = concurrent_plan(seed);
    plan.threads.resize(1);
    Wrong store;
    const HistoryVerdict verdict = judge_history(run_concurrently(store, plan));
    EXPECT_EQ(verdict.verdict, Verdict::linearizable) << "seed " << seed << ": " << verdict.text;
  }
}

constexpr const char* no_order = "cannot be put in order";

TEST(ConcurrentCanary, a_cache_that_concurrent_writers_leave_stale_is_caught) {
  expect_caught<StaleCacheStore>(no_order);
}

TEST(ConcurrentCanary, a_set_lost_between_two_concurrent_shards_is_caught) {
  expect_caught<TwoShardsStore>("");
}

TEST(ConcurrentCanary, two_concurrent_removes_of_one_value_are_caught) {
  expect_caught<RemovesTwiceStore>(no_order);
}

TEST(ConcurrentCanary, a_batch_that_concurrent_readers_see_in_halves_is_caught) {
  expect_caught<HalfBatchStore>("");
}

TEST(ConcurrentCanary, a_scan_that_moves_with_concurrent_writes_is_caught) {
  expect_caught<MovingScanStore>("");
}

TEST(ConcurrentCanary, a_value_that_concurrent_readers_see_and_lose_again_is_caught) {
  expect_caught<EarlyValueStore>(no_order);
}

TEST(ConcurrentCanary, a_failed_set_that_concurrent_removes_bring_back_is_caught) {
  expect_caught<FailsAndDoesStore>(no_order);
}

// Goal: where only scans are promised whole batches, gets that see halves are no violation, and
// scans that do are. Method: batches in halves, with whole scans asked for and without any scan.
TEST(ConcurrentCanary, a_batch_in_halves_is_caught_by_concurrent_scans_alone) {
  const ConcurrentReport report = check<HalfBatchStore>({.view = BatchView::whole_in_scan});
  EXPECT_THAT(report.text, testing::HasSubstr("a scan shows a batch in part"));
  const ConcurrentReport unseen =
      check<HalfBatchUnscannedStore>({.view = BatchView::whole_in_scan});
  EXPECT_TRUE(unseen.holds()) << unseen.text;
  EXPECT_GT(unseen.overlaps, 0U);
}

// Goal: where nobody is promised whole batches, halves of them are no violation, and each key is
// still judged. Method: batches in halves; and stores that are wrong about single keys.
TEST(ConcurrentCanary, without_whole_batches_a_wrong_answer_for_one_concurrent_key_is_caught) {
  const JudgeOptions by_key{.view = BatchView::by_key};
  const ConcurrentReport halves = check<HalfBatchStore>(by_key);
  EXPECT_TRUE(halves.holds()) << halves.text;
  EXPECT_GT(halves.overlaps, 0U);
  EXPECT_THAT(check<StaleCacheStore>(by_key).text, testing::HasSubstr(no_order));
  EXPECT_THAT(check<EarlyValueStore>(by_key).text, testing::HasSubstr(no_order));
}

// Goal: the faults that the canaries show take several callers. Method: the first thread of each
// plan, alone.
TEST(ConcurrentCanary, the_subtly_wrong_stores_are_right_with_one_caller) {
  expect_right_alone<StaleCacheStore>();
  expect_right_alone<TwoShardsStore>();
  expect_right_alone<RemovesTwiceStore>();
  expect_right_alone<HalfBatchStore>();
  expect_right_alone<MovingScanStore>();
  expect_right_alone<EarlyValueStore>();
}

// Goal: a store that cannot be asked is not taken for a right one. Method: one that cannot be made,
// and one that refuses everything.
TEST(ConcurrentCanary, concurrent_callers_of_a_store_that_only_fails_are_counted) {
  const auto fails = [] {
    return Result<std::unique_ptr<Store>>(Error{ErrorCode::permission_denied});
  };
  EXPECT_EQ(check_concurrently(fails, {.runs = 3}).failed, 3U);
  const ConcurrentReport refused = check<RefusingStore>();
  EXPECT_TRUE(refused.holds());
  EXPECT_GT(refused.failed, refused.operations / 2);
}

}  // namespace
}  // namespace powercut
