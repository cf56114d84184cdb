#include "harness/report/progress_line.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

using std::chrono::seconds;

TEST(progress_text, shows_share_rate_and_time_left) {
  Progress progress{.done = 0, .total = 2000, .states = 1200};
  EXPECT_EQ(progress_text(progress, "states", seconds(4), true),
            "[##############..........] 60 %, 1,200 of 2,000 states, 300 states/s, 3 s left");
  EXPECT_EQ(progress_text(progress, "states", seconds(4), false),
            "60 %, 1,200 of 2,000 states, 300 states/s, 3 s left");
}

// Goal: faults are counted in faults, and the rate in states all the same.
TEST(progress_text, counts_in_the_unit_of_the_work) {
  Progress progress{.done = 5, .total = 20, .states = 1'000'000};
  EXPECT_EQ(progress_text(progress, "faults", seconds(2), true),
            "[######..................] 25 %, 5 of 20 faults, 500,000 states/s, 6 s left");
}

TEST(progress_text, says_less_while_less_is_known) {
  Progress nothing;
  EXPECT_EQ(progress_text(nothing, "states", seconds(0), true), "0 states/s");
  Progress begun{.done = 0, .total = 10, .states = 0};
  EXPECT_EQ(progress_text(begun, "states", seconds(1), false), "0 %, 0 of 10 states, 0 states/s");
}

TEST(progress_text, is_full_at_the_end) {
  Progress progress{.done = 10, .total = 10, .states = 10};
  EXPECT_EQ(progress_text(progress, "states", seconds(1), true),
            "[########################] 100 %, 10 of 10 states, 10 states/s, 0 s left");
}

// Goal: elsewhere than on a terminal nothing is drawn, and nothing is left behind. Method: a line
// that lives shorter than its first interval; standard error is taken by the test.
TEST(ProgressLine, leaves_nothing_where_there_is_no_terminal) {
  testing::internal::CaptureStderr();
  {
    Progress progress;
    ProgressLine line(progress, "states");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace powercut
