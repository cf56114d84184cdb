// ManualTime: for tests; a clock and an executor that move when the test says so.
//
// Threads: any may ask for the time and hand in tasks; one lets time pass. A task runs in its
// thread and may do the same as others.
#pragma once

#include <algorithm>
#include <vector>

#include "powercut/io/executor.h"
#include "powercut/io/mutex.h"

namespace powercut {

class ManualTime : public Clock, public Executor {
 public:
  Duration now() const override {
    const MutexLock lock(mutex_);
    return now_;
  }

  TaskId run_after(Duration delay, Task task) override {
    const MutexLock lock(mutex_);
    waiting_.push_back({TaskId{++last_id_}, now_ + delay, std::move(task)});
    return waiting_.back().id;
  }

  void cancel(TaskId id) override {
    const MutexLock lock(mutex_);
    std::erase_if(waiting_, [&](const Waiting& each) { return each.id == id; });
  }

  // Runs what falls due on the way, each task at its own time.
  void advance(Duration time) {
    const Duration end = now() + time;
    while (run_next(end)) continue;
    const MutexLock lock(mutex_);
    now_ = end;
  }

  // Runs the one task that is due first, at its time; false: there is none.
  bool run_next() { return run_next(Duration::max()); }

  std::size_t waiting_tasks() const {
    const MutexLock lock(mutex_);
    return waiting_.size();
  }

 private:
  struct Waiting {
    TaskId id;
    Duration due;
    Task task;
  };

  // If it is due by the end.
  bool run_next(Duration end) {
    MutexLock lock(mutex_);
    const auto next = std::ranges::min_element(waiting_, {}, &Waiting::due);
    if (next == waiting_.end() || next->due > end) return false;
    const Waiting waiting = std::move(*next);
    waiting_.erase(next);
    now_ = std::max(now_, waiting.due);
    lock.unlock();
    waiting.task();
    return true;
  }

  mutable Mutex mutex_;
  Duration now_{0};
  std::uint64_t last_id_ = 0;
  std::vector<Waiting> waiting_;
};

}  // namespace powercut
