// BackgroundTask: work that an executor does some time later, once for all who wanted it until it
// begins.
//
//   idle -- schedule() --> waiting -- its time comes --> running, and idle for schedule()
//
// Threads: schedule() and is_waiting() from any, also from the work; stop() and the destructor from
// any but the work. A thread that calls stop() must not hold anything that the work waits for.
#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "powercut/io/executor.h"
#include "powercut/io/mutex.h"

namespace powercut {

class BackgroundTask {
 public:
  BackgroundTask(Executor& executor, std::function<void()> work)
      : executor_(executor), work_(std::move(work)) {}
  ~BackgroundTask() { stop(); }
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;

  // Nothing, if it waits already or was stopped.
  void schedule(Duration delay);
  bool is_waiting() const { return is_waiting_.load(); }

  // Afterwards it does not run, and never will again.
  void stop();

 private:
  void run();

  Executor& executor_;
  std::function<void()> work_;
  Mutex mutex_;
  std::optional<Executor::TaskId> waiting_;
  std::optional<Executor::TaskId> begun_;  // the last that did; it may still run
  std::atomic<bool> is_waiting_ = false;
  bool is_stopped_ = false;
};

}  // namespace powercut
