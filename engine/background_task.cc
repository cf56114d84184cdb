#include "engine/background_task.h"

#include <utility>

namespace powercut {

void BackgroundTask::schedule(Duration delay) {
  const MutexLock lock(mutex_);
  if (waiting_ || is_stopped_) return;
  is_waiting_ = true;
  waiting_ = executor_.run_after(delay, [this] { run(); });
}

void BackgroundTask::run() {
  {
    const MutexLock lock(mutex_);
    begun_ = std::exchange(waiting_, std::nullopt);
    is_waiting_ = false;
  }
  work_();
}

// Without the mutex: cancel() waits for a task that runs, and that waits for the mutex.
void BackgroundTask::stop() {
  MutexLock lock(mutex_);
  is_stopped_ = true;
  const auto waiting = std::exchange(waiting_, std::nullopt);
  const auto begun = std::exchange(begun_, std::nullopt);
  lock.unlock();
  if (waiting) executor_.cancel(*waiting);
  if (begun) executor_.cancel(*begun);
}

}  // namespace powercut
