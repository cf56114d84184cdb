// ThreadExecutor: runs tasks on one thread of its own, by the system clock.
//
// Threads: any thread may call run_after and cancel; a task may call run_after. The destructor
// drops the tasks that still wait, and joins the thread.
#pragma once

#include <map>
#include <thread>

#include "powercut/io/executor.h"
#include "powercut/io/mutex.h"

namespace powercut {

// A thread of low priority leaves most of the processors to others while they want them.
enum class ThreadPriority : bool { usual, low };

class ThreadExecutor : public Executor {
 public:
  explicit ThreadExecutor(ThreadPriority priority = ThreadPriority::usual);
  ~ThreadExecutor() override;
  ThreadExecutor(const ThreadExecutor&) = delete;
  ThreadExecutor& operator=(const ThreadExecutor&) = delete;

  TaskId run_after(Duration delay, Task task) override;
  void cancel(TaskId id) override;

 private:
  struct Waiting {
    Duration due;
    Task task;
  };

  void run(ThreadPriority priority);

  SystemClock clock_;
  Mutex mutex_;
  ConditionVariable changed_;
  std::map<std::uint64_t, Waiting> waiting_;  // by id; few, so a search finds the next one due
  std::uint64_t next_id_ = 1;
  std::uint64_t running_ = 0;  // 0: none
  bool stopping_ = false;
  std::thread thread_;  // the last member, so that it starts after all others
};

}  // namespace powercut
