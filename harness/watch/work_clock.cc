#include "powercut/harness/work_clock.h"
#include "engine/io/macros.h"

#include <pthread.h>

#include <algorithm>

namespace powercut {

namespace {

Duration time_of(clockid_t thread) {
  timespec time{};
  CHECK(clock_gettime(thread, &time) == 0);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

clockid_t this_thread() {
  clockid_t thread{};
  CHECK(pthread_getcpuclockid(pthread_self(), &thread) == 0);
  return thread;
}

}  // namespace

WorkClock::Piece::Piece(WorkClock* clock) : clock_(clock) {
  if (clock_ != nullptr) clock_->begin();
}

WorkClock::Piece::~Piece() {
  if (clock_ != nullptr) clock_->end();
}

void WorkClock::begin() {
  clockid_t thread = this_thread();
  std::lock_guard lock(mutex_);
  running_.push_back({thread, time_of(thread)});
}

void WorkClock::end() {
  clockid_t thread = this_thread();
  std::lock_guard lock(mutex_);
  auto mine = std::ranges::find(running_, thread, &Running::thread);
  CHECK(mine != running_.end());
  ended_ += time_of(thread) - mine->begin;
  running_.erase(mine);
}

Duration WorkClock::used() const {
  std::lock_guard lock(mutex_);
  Duration used = ended_;
  for (const Running& running : running_) used += time_of(running.thread) - running.begin;
  return used;
}

}  // namespace powercut
