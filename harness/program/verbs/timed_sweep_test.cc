// Goal: the time given decides how many rounds there are, and nothing of what a round finds.
// Method: rounds that are made up, which end, fail or are broken off.
#include "harness/program/verbs/timed_sweep.h"

#include <gtest/gtest.h>

#include <thread>

namespace powercut {
namespace {

using std::chrono::seconds;

SweepResult made_up_result(std::uint64_t skipped, std::uint64_t failed, bool is_whole) {
  SweepResult result{.command = "sweep"};
  result.cells.push_back({"log", "demo", "xfs", {}});
  result.cells.back().outcomes.tally.reduction.skip_first(skipped);
  result.cells.back().outcomes.tally.count_failures(FindingKind::lost, failed);
  result.done = {true, is_whole};
  return result;
}

TEST(parse_time, knows_seconds_minutes_and_hours) {
  EXPECT_EQ(parse_time("90s"), seconds(90));
  EXPECT_EQ(parse_time("10m"), seconds(600));
  EXPECT_EQ(parse_time("2h"), seconds(7200));
  for (const char* garbage : {"", "m", "10", "0s", "-1m", "1.5h", "10 m", "169h", "10d", "1e3s",
                              "99999999999999999999s"}) {
    EXPECT_FALSE(parse_time(garbage).has_value()) << garbage;
    EXPECT_NE(problem_of_time(garbage), "") << garbage;
  }
}

TEST(sweep_for, looks_further_in_each_round_until_nothing_is_left_out) {
  std::vector<std::uint64_t> budgets;
  SweepOptions first;
  first.exploration.budget = 64;
  TimedSweep sweep = sweep_for(seconds(3600), first, [&](const SweepOptions& options) {
    budgets.push_back(options.exploration.budget);
    return made_up_result(budgets.size() < 3 ? 7 : 0, 0, true);
  });
  EXPECT_EQ(budgets, (std::vector<std::uint64_t>{64, 256, 1024}));
  EXPECT_EQ(sweep.result.cells[0].outcomes.tally.reduction.skipped, 0U);
}

TEST(sweep_for, keeps_the_last_whole_round_unless_a_broken_one_has_found_more) {
  for (std::uint64_t failed : {0U, 5U}) {
    int rounds = 0;
    TimedSweep sweep = sweep_for(seconds(3600), {}, [&](const SweepOptions&) {
      return ++rounds == 1 ? made_up_result(7, 0, true) : made_up_result(7, failed, false);
    });
    EXPECT_EQ(rounds, 2);
    EXPECT_EQ(sweep.result.is_complete(), failed == 0);
    EXPECT_EQ(sweep.result.cells[0].outcomes.tally.failed, failed);
  }
}

TEST(sweep_for, tells_a_round_when_its_time_is_up) {
  TimedSweep sweep = sweep_for(seconds(1), {}, [](const SweepOptions& options) {
    while (!*options.stops) std::this_thread::yield();
    return made_up_result(7, 0, false);
  });
  EXPECT_FALSE(sweep.result.is_complete());
}

}  // namespace
}  // namespace powercut
