#include "harness/watch/virtual_time.h"

#include <gmock/gmock.h>

#include <string>

namespace powercut {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class VirtualTimeTest : public testing::Test {
 protected:
  // A task that notes its name and the time at which it ran.
  Executor::Task note(std::string name) {
    return [this, name = std::move(name)] {
      notes_.push_back(name + "@" + std::to_string(time_.now() / milliseconds(1)));
    };
  }

  VirtualTime time_;
  std::vector<std::string> notes_;
};

// Goal: tasks run by due time, not in the order in which they were scheduled. Method: three tasks,
// the last of which is beyond the time that passes.
TEST_F(VirtualTimeTest, runs_what_falls_due_in_the_order_of_due_times) {
  time_.run_after(milliseconds(30), note("late"));
  time_.run_after(milliseconds(10), note("early"));
  time_.run_after(milliseconds(41), note("not yet"));
  time_.advance(milliseconds(40));
  EXPECT_THAT(notes_, ElementsAre("early@10", "late@30"));
  EXPECT_EQ(time_.now(), milliseconds(40));
}

// Goal: equal due times leave no choice. Method: three at once, scheduled at different moments.
TEST_F(VirtualTimeTest, runs_equal_due_times_in_the_order_of_scheduling) {
  time_.run_after(milliseconds(20), note("first"));
  time_.advance(milliseconds(10));
  time_.run_after(milliseconds(10), note("second"));
  time_.run_after(milliseconds(10), note("third"));
  time_.advance(milliseconds(10));
  EXPECT_THAT(notes_, ElementsAre("first@20", "second@20", "third@20"));
}

// Goal: a timer that sets itself again ticks as often as it fits. Method: one of 10 ms, and 35 ms.
TEST_F(VirtualTimeTest, runs_tasks_that_tasks_schedule_within_the_same_advance) {
  std::function<void()> tick = [&] {
    note("tick")();
    time_.run_after(milliseconds(10), tick);
  };
  time_.run_after(milliseconds(10), tick);
  time_.advance(milliseconds(35));
  EXPECT_THAT(notes_, ElementsAre("tick@10", "tick@20", "tick@30"));
}

// Goal: a cancelled task never runs, also if another task cancels it, and a stale id does no harm.
TEST_F(VirtualTimeTest, does_not_run_what_was_cancelled) {
  auto cancelled = time_.run_after(milliseconds(10), note("cancelled"));
  time_.cancel(cancelled);
  auto victim = time_.run_after(milliseconds(20), note("victim"));
  auto killer = time_.run_after(milliseconds(15), [&] { time_.cancel(victim); });
  time_.run_after(milliseconds(30), note("bystander"));
  time_.advance(milliseconds(30));
  time_.cancel(killer);
  EXPECT_THAT(notes_, ElementsAre("bystander@30"));
}

TEST_F(VirtualTimeTest, runs_nothing_while_no_time_passes_and_what_is_due_now_at_once) {
  time_.run_after(milliseconds(0), note("now"));
  EXPECT_THAT(notes_, ElementsAre());
  time_.advance(milliseconds(0));
  EXPECT_THAT(notes_, ElementsAre("now@0"));
}

// Goal: a task that another one schedules for at once waits for the next call, so that something
// can be done between two steps. Method: a task of two steps, and one that is due later.
TEST_F(VirtualTimeTest, runs_one_task_at_a_time_if_asked_to) {
  time_.run_after(milliseconds(10), [&] {
    note("step")();
    time_.run_after(milliseconds(0), note("next step"));
  });
  time_.run_after(milliseconds(30), note("late"));
  EXPECT_TRUE(time_.run_next());
  EXPECT_THAT(notes_, ElementsAre("step@10"));
  EXPECT_EQ(time_.now(), milliseconds(10));
  EXPECT_TRUE(time_.run_next());
  EXPECT_TRUE(time_.run_next());
  EXPECT_THAT(notes_, ElementsAre("step@10", "next step@10", "late@30"));
  EXPECT_FALSE(time_.run_next());
  EXPECT_EQ(time_.now(), milliseconds(30)) << "no time passes where nothing waits";
}

// Goal: tasks without end let nobody wait for ever, and long work in small steps goes on to its
// end. Method: tasks that schedule the next one after no time, after a nanosecond, and after a
// millisecond.
TEST_F(VirtualTimeTest, cuts_off_tasks_that_go_on_and_on_while_time_stands_still) {
  for (Duration delay : {Duration(0), Duration(1)}) {
    std::uint64_t runs = 0;
    std::function<void()> again = [&] {
      ++runs;
      time_.run_after(delay, again);
    };
    time_.run_after(delay, again);
    time_.advance(milliseconds(1000));
    EXPECT_EQ(runs, VirtualTime::tasks_in_a_row_max);
    EXPECT_TRUE(time_.runs_endlessly());
    EXPECT_FALSE(time_.run_next());
    time_.reset();
    EXPECT_FALSE(time_.runs_endlessly());
  }
}

TEST_F(VirtualTimeTest, lets_tasks_go_on_that_leave_time_to_others) {
  std::uint64_t runs = 0;
  std::function<void()> again = [&] {
    ++runs;
    time_.run_after(milliseconds(1), again);
  };
  time_.run_after(milliseconds(1), again);
  constexpr std::uint64_t many = 2 * VirtualTime::tasks_in_a_row_max;
  time_.advance(milliseconds(many));
  EXPECT_EQ(runs, many);
  EXPECT_FALSE(time_.runs_endlessly());
}

TEST_F(VirtualTimeTest, begins_anew_without_tasks_after_a_reset) {
  time_.run_after(milliseconds(10), note("forgotten"));
  time_.advance(milliseconds(5));
  time_.reset();
  EXPECT_EQ(time_.now(), Duration{0});
  time_.advance(milliseconds(100));
  EXPECT_THAT(notes_, ElementsAre());
}

}  // namespace
}  // namespace powercut
