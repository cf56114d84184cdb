// BootClock: what a store sees of the time: a machine's clock, which begins anew with each boot.
//
// The run's own time, by which promises fall due, goes on. Threads: one.
#pragma once

#include "powercut/io/clock.h"

namespace powercut {

class BootClock : public Clock {
 public:
  // time: must outlive this, and not go back behind the boot.
  explicit BootClock(const Clock& time) : time_(time) {}

  Duration now() const override { return time_.now() - booted_; }

  void boot() { booted_ = time_.now(); }

 private:
  const Clock& time_;
  Duration booted_{0};
};

}  // namespace powercut
