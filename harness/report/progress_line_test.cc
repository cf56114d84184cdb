#include "harness/report/progress_line.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

using std::chrono::seconds;

TEST(progress_text, shows_share_rate_and_time_left) {
  Progress progress{.done = 12, .total = 20, .states = 1200};
  EXPECT_EQ(progress_text(progress, "pieces", seconds(4), true),
            "[##############..........] 60 %, 12 of 20 pieces, 300 images/s, 3 s left");
  EXPECT_EQ(progress_text(progress, "pieces", seconds(4), false),
            "60 %, 12 of 20 pieces, 300 images/s, 3 s left");
}

// Regression: images once counted as pieces, and the bar said 64,000 %.
TEST(progress_text, counts_in_the_unit_of_the_work) {
  Progress progress{.done = 5, .total = 20, .states = 1'000'000};
  EXPECT_EQ(progress_text(progress, "cuts", seconds(2), true),
            "[######..................] 25 %, 5 of 20 cuts, 500,000 images/s, 6 s left");
}

// Goal: a sweep that goes on begins where the other ended, but its speed is its own.
TEST(progress_text, takes_no_time_for_what_was_done_before) {
  Progress progress{.done = 2, .total = 20, .states = 10};
  EXPECT_EQ(progress_text(progress, "pieces", seconds(1), false, 10),
            "60 %, 12 of 20 pieces, 10 images/s, 4 s left");
}

TEST(progress_text, says_less_while_less_is_known) {
  Progress nothing;
  EXPECT_EQ(progress_text(nothing, "pieces", seconds(0), true), "0 images/s");
  Progress begun{.done = 0, .total = 10, .states = 0};
  EXPECT_EQ(progress_text(begun, "pieces", seconds(1), false), "0 %, 0 of 10 pieces, 0 images/s");
}

TEST(progress_text, is_full_at_the_end) {
  Progress progress{.done = 10, .total = 10, .states = 10};
  EXPECT_EQ(progress_text(progress, "pieces", seconds(1), true),
            "[########################] 100 %, 10 of 10 pieces, 10 images/s, 0 s left");
}

// Goal: elsewhere than on a terminal nothing is drawn, and nothing is left behind. Method: a line
// that lives shorter than its first interval; standard error is taken by the test.
TEST(ProgressLine, leaves_nothing_where_there_is_no_terminal) {
  testing::internal::CaptureStderr();
  {
    Progress progress;
    ProgressLine line(progress, "pieces");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace powercut
