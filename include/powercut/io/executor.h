// Executor: runs a store's background tasks.
//
// A store never starts a thread: it gives the executor a task and a delay. On a server the task
// runs on a thread of the executor. In a sweep it runs on the caller's thread when virtual time
// reaches it, so that a run can be repeated bit for bit.
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

  // Runs the task once, after the delay. Two tasks of one executor never run at the same time. A
  // task may run at the same time as the caller's thread.
  virtual TaskId run_after(Duration delay, Task task) = 0;

  // When this returns, the task is not running and will not run. It ignores the id of a task that
  // has run. A task must not cancel itself.
  virtual void cancel(TaskId id) = 0;
};

}  // namespace powercut
