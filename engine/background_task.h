// BackgroundTask: runs a piece of work on an executor some time later. All calls of schedule()
// until it begins are for one run.
//
//   idle -- schedule() --> waiting -- its time comes --> running, and idle for schedule()
//
// Threads: any may call schedule() and is_waiting(), also the work itself. Any but the work may
// call stop() and the destructor. A thread that calls stop() must hold nothing that the work waits
// for.
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

  // Does nothing if the work waits already or was stopped.
  void schedule(Duration delay);
  bool is_waiting() const { return is_waiting_.load(); }

  // After stop() the work does not run, and never will again.
  void stop();

 private:
  void run();

  Executor& executor_;
  std::function<void()> work_;
  Mutex mutex_;
  std::optional<Executor::TaskId> waiting_;
  std::optional<Executor::TaskId> begun_;  // the last that began; it may still run
  std::atomic<bool> is_waiting_ = false;
  bool is_stopped_ = false;
};

}  // namespace powercut
