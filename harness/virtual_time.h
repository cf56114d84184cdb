// VirtualTime: a clock that moves only when told to, and the background tasks that run as it does.
//
// Tasks run on the caller's thread, inside advance() and run_next(), in the order of their due
// times (and of their scheduling, where these are equal); while a task runs, now() is its due time.
// The same calls give the same run, bit for bit.
//
// Threads: one.
#pragma once

#include <vector>

#include "powercut/io/executor.h"

namespace powercut {

class VirtualTime : public Clock, public Executor {
 public:
  Duration now() const override { return now_; }
  TaskId run_after(Duration delay, Task task) override;
  void cancel(TaskId id) override;

  // Lets the time pass, and runs what falls due, also what those tasks schedule.
  void advance(Duration time);

  // Runs the one task that is due first, and lets the time until then pass; what it schedules
  // waits. False: none waits, and no time passes.
  bool run_next();

  // No task waits.
  bool is_idle() const { return waiting_.empty(); }

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
  std::vector<Waiting> waiting_;  // in the order of scheduling
};

}  // namespace powercut
