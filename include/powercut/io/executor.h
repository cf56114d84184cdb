// Executor: where a store's background work runs.
//
// A store never starts a thread: it hands over a task and a delay. On a server the task runs on a
// thread of its own; in a sweep it runs on the caller's thread when virtual time reaches it, so
// that a run can be repeated bit for bit.
#pragma once

#include <cstdint>
#include <functional>

#include "powercut/io/clock.h"

namespace powercut {

class Executor {
 public:
  using Task = std::function<void()>;
  enum class TaskId : std::uint64_t {};

  virtual ~Executor() = default;

  // Runs the task once, not before the delay has passed. Tasks of one executor never run at the
  // same time as each other, but may run at the same time as the caller's own thread.
  virtual TaskId run_after(Duration delay, Task task) = 0;

  // After it returns the task is not running and will not run. The id of a task that has run is
  // ignored. A task must not cancel itself.
  virtual void cancel(TaskId id) = 0;
};

}  // namespace powercut
