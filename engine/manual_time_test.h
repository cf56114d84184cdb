// ManualTime: for tests; a clock and an executor that move when the test says so.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/io/executor.h"

namespace powercut {

class ManualTime : public Clock, public Executor {
 public:
  Duration now() const override { return now_; }

  TaskId run_after(Duration delay, Task task) override {
    waiting_.push_back({TaskId{++last_id_}, now_ + delay, std::move(task)});
    return waiting_.back().id;
  }

  void cancel(TaskId id) override {
    std::erase_if(waiting_, [&](const Waiting& each) { return each.id == id; });
  }

  // Runs what falls due on the way, each task at its own time.
  void advance(Duration time) {
    const Duration end = now_ + time;
    while (true) {
      const auto next = std::ranges::min_element(waiting_, {}, &Waiting::due);
      if (next == waiting_.end() || next->due > end) break;
      const Waiting waiting = std::move(*next);
      waiting_.erase(next);
      now_ = waiting.due;
      waiting.task();
    }
    now_ = end;
  }

  // Runs the one task that is due first, at its time; false: there is none.
  bool run_next() {
    const auto next = std::ranges::min_element(waiting_, {}, &Waiting::due);
    if (next == waiting_.end()) return false;
    const Waiting waiting = std::move(*next);
    waiting_.erase(next);
    now_ = std::max(now_, waiting.due);
    waiting.task();
    return true;
  }

  std::size_t waiting_tasks() const { return waiting_.size(); }

 private:
  struct Waiting {
    TaskId id;
    Duration due;
    Task task;
  };

  Duration now_{0};
  std::uint64_t last_id_ = 0;
  std::vector<Waiting> waiting_;
};

}  // namespace powercut
