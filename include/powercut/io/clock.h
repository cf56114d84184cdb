// Clock: gives a store the time.
//
// The time is monotonic, in nanoseconds since an arbitrary start. A server uses SystemClock. A
// sweep has virtual time, which moves only when the workload says so.
#pragma once

#include <chrono>

namespace powercut {

using Duration = std::chrono::nanoseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Duration now() const = 0;
};

// The operating system's monotonic clock. Threads: any.
class SystemClock : public Clock {
 public:
  Duration now() const override;
};

}  // namespace powercut
