// VirtualTime: a clock that moves only when told to, and the background tasks that run as it does.
//
// Tasks run on the caller's thread, inside advance() and run_next(), in the order of their due
// times (and of their scheduling, where these are equal); while a task runs, now() is its due time.
// The same calls give the same run, bit for bit.
//
// Tasks that go on and on while the time hardly moves are cut off: after tasks_in_a_row_max of them
// in less than a millisecond none runs any more, and runs_endlessly() says so.
//
// Threads: one.
#pragma once

#include <vector>

#include "powercut/io/executor.h"

namespace powercut {

class VirtualTime : public Clock, public Executor {
 public:
  // A store that works in small steps runs some hundreds in a row.
  static constexpr std::uint64_t tasks_in_a_row_max = 20'000;

  Duration now() const override { return now_; }
  TaskId run_after(Duration delay, Task task) override;
  void cancel(TaskId id) override;

  // Lets the time pass, and runs what falls due, also what those tasks schedule.
  void advance(Duration time);

  // Runs the one task that is due first, and lets the time until then pass; tasks that it schedules
  // wait. False: none waits, and no time passes.
  bool run_next();

  // No task waits.
  bool is_idle() const { return waiting_.empty(); }

  // Tasks were cut off; until the next reset().
  bool runs_endlessly() const { return in_a_row_ >= tasks_in_a_row_max; }

  // Back to the start, or to an earlier time, without tasks. No store may be open.
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
