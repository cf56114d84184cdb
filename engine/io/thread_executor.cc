#include "powercut/io/thread_executor.h"
#include "engine/io/macros.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

namespace powercut {
namespace {

// Nicer by that: a third of what another thread gets of a processor that both want. Not less, since
// others may wait for what it holds.
constexpr int low_priority = 5;

Duration add_saturated(Duration time, Duration delay) {
  if (delay > Duration::zero() && time > Duration::max() - delay) return Duration::max();
  return time + delay;
}

}  // namespace

ThreadExecutor::ThreadExecutor(ThreadPriority priority)
    : thread_([this, priority] { run(priority); }) {}

ThreadExecutor::~ThreadExecutor() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

Executor::TaskId ThreadExecutor::run_after(Duration delay, Task task) {
  const Duration due = add_saturated(clock_.now(), delay);
  const MutexLock lock(mutex_);
  const std::uint64_t id = next_id_++;
  waiting_.emplace(id, Waiting{due, std::move(task)});
  changed_.notify_all();
  return TaskId{id};
}

void ThreadExecutor::cancel(TaskId id) {
  const auto number = static_cast<std::uint64_t>(id);
  // Declared before the lock: the task's objects are destroyed without it, as they may call back.
  decltype(waiting_)::node_type cancelled;
  MutexLock lock(mutex_);
  cancelled = waiting_.extract(number);
  if (running_ != number) return;
  CHECK(std::this_thread::get_id() != thread_.get_id());
  changed_.wait(lock, [&] { return running_ != number; });
}

void ThreadExecutor::run(ThreadPriority priority) {
  // Linux sets this for this thread alone. Where it is refused, the priority stays as it is.
  if (priority == ThreadPriority::low) {
    ::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + low_priority);
  }
  MutexLock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    // Among tasks due at the same time the first is the one that was handed over first.
    const auto next = std::ranges::min_element(
        waiting_, {}, [](const auto& waiting) { return waiting.second.due; });
    if (clock_.now() < next->second.due) {
      changed_.wait_until(lock, std::chrono::steady_clock::time_point(next->second.due));
      continue;
    }
    running_ = next->first;
    Task task = std::move(waiting_.extract(next).mapped().task);
    lock.unlock();
    task();
    // Before cancel() may return: its caller may then destroy what the task refers to.
    task = nullptr;
    lock.lock();
    running_ = 0;
    changed_.notify_all();
  }
}

}  // namespace powercut
