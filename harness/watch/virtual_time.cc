#include "harness/watch/virtual_time.h"

#include <algorithm>

#include "harness/watch/store_call.h"

namespace powercut {

namespace {

constexpr Duration row_time = std::chrono::milliseconds(1);

}  // namespace

Executor::TaskId VirtualTime::run_after(Duration delay, Task task) {
  std::uint64_t id = next_id_++;
  waiting_.push_back({id, now_ + delay, std::move(task)});
  return TaskId{id};
}

void VirtualTime::cancel(TaskId id) {
  std::erase_if(waiting_, [&](const Waiting& waiting) { return TaskId{waiting.id} == id; });
}

void VirtualTime::advance(Duration time) {
  Duration end = now_ + time;
  while (run_next_due_by(end)) {
  }
  now_ = end;
}

bool VirtualTime::run_next() { return run_next_due_by(Duration::max()); }

bool VirtualTime::run_next_due_by(Duration end) {
  auto next = std::ranges::min_element(waiting_, {}, &Waiting::due);
  if (next == waiting_.end() || next->due > end || runs_endlessly()) return false;
  Task task = std::move(next->task);
  now_ = next->due;
  waiting_.erase(next);
  if (now_ - row_begin_ >= row_time) {
    row_begin_ = now_;
    in_a_row_ = 0;
  }
  ++in_a_row_;
  const StoreCall call;
  task();
  return true;
}

void VirtualTime::reset(Duration now) {
  waiting_.clear();
  now_ = now;
  next_id_ = 1;
  row_begin_ = now;
  in_a_row_ = 0;
}

}  // namespace powercut
