// Goal: only work counts, and only that of the pieces. Method: a thread that works beside one that
// sleeps in a piece, and work outside of any.
#include "powercut/harness/work_clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace powercut {
namespace {

using std::chrono::milliseconds;

Duration time_of_this_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void work(Duration time) {
  Duration end = time_of_this_thread() + time;
  while (time_of_this_thread() < end) {
  }
}

TEST(WorkClock, counts_the_work_of_all_pieces_and_nothing_else) {
  WorkClock clock;
  work(milliseconds(20));
  EXPECT_EQ(clock.used(), Duration{0});
  {
    std::jthread helper([&] {
      WorkClock::Piece counted(&clock);
      work(milliseconds(30));
    });
    WorkClock::Piece counted(&clock);
    std::this_thread::sleep_for(milliseconds(50));
    work(milliseconds(20));
    EXPECT_GE(clock.used(), milliseconds(20)) << "while it goes on";
  }
  Duration used = clock.used();
  EXPECT_GE(used, milliseconds(50));
  EXPECT_LT(used, milliseconds(90)) << "nobody worked while one slept";
  work(milliseconds(20));
  EXPECT_EQ(clock.used(), used);
}

TEST(WorkClock, may_be_missing) { WorkClock::Piece counted(nullptr); }

}  // namespace
}  // namespace powercut
