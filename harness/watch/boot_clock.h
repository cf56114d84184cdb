// BootClock: the clock that a store sees, which like a machine's begins anew with each boot.
//
// The run's own time, by which promises fall due, goes on. Threads: one.
#pragma once

#include "powercut/io/clock.h"

namespace powercut {

class BootClock : public Clock {
 public:
  // time: the run's time. It must outlive this, and must not go back to before the last boot.
  explicit BootClock(const Clock& time) : time_(time) {}

  Duration now() const override { return time_.now() - booted_; }

  void boot() { booted_ = time_.now(); }

 private:
  const Clock& time_;
  Duration booted_{0};
};

}  // namespace powercut
