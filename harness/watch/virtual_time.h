// VirtualTime: a clock that moves only when it is told to, and an executor that then runs the
// background tasks that are due.
//
// Tasks run on the caller's thread, inside advance() and run_next(), in the order of their due
// times. Tasks with the same due time run in the order in which they were scheduled. While a task
// runs, now() is its due time. The same calls give the same run, bit for bit.
//
// Tasks that go on and on while the time hardly moves are cut off. After tasks_in_a_row_max of them
// within less than a millisecond of virtual time no task runs any more, and runs_endlessly() is
// true.
//
// Threads: one.
#pragma once

#include <vector>

#include "powercut/io/executor.h"

namespace powercut {

class VirtualTime : public Clock, public Executor {
 public:
  // A store that works in small steps runs some hundreds of tasks in a row.
  static constexpr std::uint64_t tasks_in_a_row_max = 20'000;

  Duration now() const override { return now_; }
  TaskId run_after(Duration delay, Task task) override;
  void cancel(TaskId id) override;

  // Lets the time pass, and runs all tasks that fall due, also those that these tasks schedule.
  void advance(Duration time);

  // Lets the time pass until the first task is due, and runs that task. Tasks that it schedules
  // wait. False, and no time passes, if no task waits or tasks were cut off.
  bool run_next();

  // True if no task waits.
  bool is_idle() const { return waiting_.empty(); }

  // True if tasks were cut off since the last reset().
  bool runs_endlessly() const { return in_a_row_ >= tasks_in_a_row_max; }

  // Sets the time to 0 or to `now`, and drops all tasks. No store may be open.
  void reset() { reset(Duration{0}); }
  void reset(Duration now);

 private:
  struct Waiting {
    std::uint64_t id;
    Duration due;
    Task task;
  };

  bool run_next_due_by(Duration end);

  Duration now_{0};
  std::uint64_t next_id_ = 1;
  Duration row_begin_{0};
  std::uint64_t in_a_row_ = 0;    // tasks since row_begin_, less than a millisecond ago
  std::vector<Waiting> waiting_;  // in the order of scheduling
};

}  // namespace powercut
