// Goal: a caller that has stopped a task may destroy all that it uses. Method: work that is under
// way, on a thread, when it is stopped; and manual time.
#include "engine/background_task.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "engine/manual_time_test.h"
#include "powercut/io/thread_executor.h"

namespace powercut {
namespace {

TEST(BackgroundTask, runs_once_for_all_who_wanted_it_before_it_began) {
  ManualTime time;
  int runs = 0;
  BackgroundTask task(time, [&] { ++runs; });
  task.schedule(std::chrono::seconds(1));
  task.schedule(std::chrono::seconds(0));
  EXPECT_TRUE(task.is_waiting());
  time.advance(std::chrono::seconds(1));
  EXPECT_EQ(runs, 1);
  EXPECT_FALSE(task.is_waiting());
}

TEST(BackgroundTask, runs_again_when_its_own_work_wants_it) {
  ManualTime time;
  int runs = 0;
  BackgroundTask task(time, [&] {
    if (++runs < 3) task.schedule(std::chrono::seconds(1));
  });
  task.schedule(std::chrono::seconds(1));
  time.advance(std::chrono::seconds(10));
  EXPECT_EQ(runs, 3);
}

TEST(BackgroundTask, does_not_run_after_it_was_stopped) {
  ManualTime time;
  BackgroundTask task(time, [] { ADD_FAILURE(); });
  task.schedule(std::chrono::seconds(1));
  task.stop();
  task.schedule(std::chrono::seconds(1));
  time.advance(std::chrono::seconds(10));
  EXPECT_EQ(time.waiting_tasks(), 0U);
}

// A store that was closed while its timer synced, or its compaction took a step, was destroyed
// under it: they had struck themselves off the list of what is to be cancelled.
TEST(BackgroundTask, stopping_it_waits_for_work_that_has_begun) {
  ThreadExecutor executor;
  std::latch begun(1);
  std::atomic<bool> has_ended = false;
  BackgroundTask task(executor, [&] {
    begun.count_down();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    has_ended = true;
  });
  task.schedule(Duration{0});
  begun.wait();
  task.stop();
  EXPECT_TRUE(has_ended);
}

}  // namespace
}  // namespace powercut
