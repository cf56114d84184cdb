#include "powercut/io/thread_executor.h"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <vector>

namespace powercut {
namespace {

using namespace std::chrono_literals;

constexpr Duration at_once = 0s;
constexpr Duration not_in_this_test = 1h;

TEST(thread_executor, runs_a_task_on_a_thread_of_its_own) {
  ThreadExecutor executor;
  std::promise<std::thread::id> ran;
  executor.run_after(at_once, [&] { ran.set_value(std::this_thread::get_id()); });
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(thread_executor, gives_way_with_a_low_priority_and_leaves_its_caller_what_he_has) {
  const auto niceness = [] { return ::getpriority(PRIO_PROCESS, 0); };
  const int before = niceness();
  std::promise<int> usual;
  std::promise<int> low;
  ThreadExecutor executor;
  ThreadExecutor patient(ThreadPriority::low);
  executor.run_after(at_once, [&] { usual.set_value(niceness()); });
  patient.run_after(at_once, [&] { low.set_value(niceness()); });
  EXPECT_EQ(usual.get_future().get(), before);
  EXPECT_EQ(low.get_future().get(), std::min(before + 5, 19));
  EXPECT_EQ(niceness(), before);
}

TEST(thread_executor, runs_a_task_not_before_its_delay) {
  const SystemClock clock;
  ThreadExecutor executor;
  std::promise<Duration> ran;
  const Duration handed_over = clock.now();
  executor.run_after(5ms, [&] { ran.set_value(clock.now()); });
  EXPECT_GE(ran.get_future().get(), handed_over + 5ms);
}

// Method: one task holds the thread until all others wait; a negative delay is due before now.
TEST(thread_executor, runs_waiting_tasks_in_the_order_in_which_they_are_due) {
  std::vector<int> order;
  std::promise<void> all_wait;
  std::promise<void> last_ran;
  ThreadExecutor executor;
  executor.run_after(at_once, [&] { all_wait.get_future().wait(); });
  executor.run_after(at_once, [&] {
    order.push_back(3);
    last_ran.set_value();
  });
  executor.run_after(-1h, [&] { order.push_back(2); });
  executor.run_after(-2h, [&] { order.push_back(1); });
  all_wait.set_value();

  last_ran.get_future().wait();
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

// Goal: a task that is due earlier wakes the thread up, even one that waits for ever.
TEST(thread_executor, does_not_let_a_distant_task_delay_a_near_one) {
  ThreadExecutor executor;
  std::promise<void> ran;
  executor.run_after(Duration::max(), [] { FAIL(); });
  executor.run_after(not_in_this_test, [] { FAIL(); });
  executor.run_after(at_once, [&] { ran.set_value(); });
  ran.get_future().wait();
}

TEST(thread_executor, lets_a_task_hand_over_its_successor) {
  std::promise<void> done;
  int runs = 0;
  Executor::Task task;  // outlives the executor
  ThreadExecutor executor;
  task = [&] {
    if (++runs == 3) {
      done.set_value();
    } else {
      executor.run_after(at_once, task);
    }
  };
  executor.run_after(at_once, task);
  done.get_future().wait();
  EXPECT_EQ(runs, 3);
}

// Method: tasks count without a lock; the thread sanitizer sees it if two run at the same time.
TEST(thread_executor, runs_one_task_at_a_time_whoever_handed_it_over) {
  constexpr int tasks_per_thread = 200;
  int runs = 0;
  std::promise<void> done;
  ThreadExecutor executor;
  const auto hand_over = [&] {
    for (int task = 0; task < tasks_per_thread; ++task) {
      executor.run_after(at_once, [&] {
        if (++runs == 2 * tasks_per_thread) done.set_value();
      });
    }
  };
  std::jthread first(hand_over);
  std::jthread second(hand_over);
  done.get_future().wait();
  EXPECT_EQ(runs, 2 * tasks_per_thread);
}

TEST(thread_executor, neither_runs_nor_keeps_a_cancelled_task) {
  ThreadExecutor executor;
  const auto held = std::make_shared<int>(0);
  const auto cancelled = executor.run_after(not_in_this_test, [held] { FAIL(); });
  EXPECT_EQ(held.use_count(), 2);

  executor.cancel(cancelled);
  EXPECT_EQ(held.use_count(), 1);

  std::promise<void> later_one_ran;
  executor.run_after(at_once, [&] { later_one_ran.set_value(); });
  later_one_ran.get_future().wait();
}

TEST(thread_executor, ignores_the_cancelling_of_what_has_run_or_never_was) {
  ThreadExecutor executor;
  std::promise<void> ran;
  const auto id = executor.run_after(at_once, [&] { ran.set_value(); });
  ran.get_future().wait();
  executor.cancel(id);
  executor.cancel(id);
  executor.cancel(Executor::TaskId{12345});
}

// Goal: after cancel the caller may destroy what the task uses. Method: the task goes on for a
// while after the caller knows that it has begun; the pause only makes a cancel that does not wait
// return too early, no assertion depends on its length.
TEST(thread_executor, waits_in_cancel_until_the_running_task_has_ended_and_is_destroyed) {
  ThreadExecutor executor;
  const auto held = std::make_shared<int>(0);
  std::promise<void> begun;
  bool ended = false;
  const auto id = executor.run_after(at_once, [&, held] {
    begun.set_value();
    std::this_thread::sleep_for(20ms);
    ended = true;
  });
  begun.get_future().wait();

  executor.cancel(id);

  EXPECT_TRUE(ended);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(thread_executor, lets_a_task_cancel_another_one) {
  ThreadExecutor executor;
  std::promise<void> cancelled;
  const auto other = executor.run_after(not_in_this_test, [] { FAIL(); });
  executor.run_after(at_once, [&] {
    executor.cancel(other);
    cancelled.set_value();
  });
  cancelled.get_future().wait();
}

TEST(thread_executor, finishes_the_running_task_and_drops_the_waiting_ones_when_it_goes) {
  const auto held = std::make_shared<int>(0);
  std::promise<void> begun;
  bool ended = false;
  {
    ThreadExecutor executor;
    executor.run_after(at_once, [&] {
      begun.set_value();
      std::this_thread::sleep_for(20ms);
      executor.run_after(at_once, [held] { FAIL(); });
      ended = true;
    });
    executor.run_after(not_in_this_test, [held] { FAIL(); });
    begun.get_future().wait();
  }
  EXPECT_TRUE(ended);
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace powercut
