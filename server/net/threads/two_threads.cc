#include "server/net/threads/two_threads.h"

#include <utility>

namespace powercut {

TwoThreads::Duty TwoThreads::await_duty() {
  MutexLock lock(mutex_);
  changed_.wait(lock, [this] { return is_free_ || has_work_ || is_over_; });
  if (std::exchange(has_work_, false)) return Duty::work;
  if (is_over_) return Duty::none;
  is_free_ = false;
  return Duty::loop;
}

void TwoThreads::leave() { change(is_free_, true); }
void TwoThreads::call_other() { change(has_work_, true); }
void TwoThreads::end() { change(is_over_, true); }

void TwoThreads::change(bool& what, bool value) {
  {
    const MutexLock lock(mutex_);
    what = value;
  }
  changed_.notify_one();
}

}  // namespace powercut
