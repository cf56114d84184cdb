// TickCounter: gives the invocations and returns of all threads' operations one order.
//
// It costs two additions to one shared number for each operation, and no lock.
#pragma once

#include <atomic>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

#if defined(__SANITIZE_THREAD__)
#define POWERCUT_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define POWERCUT_THREAD_SANITIZER 1
#endif
#endif

class TickCounter {
 public:
  // All that the thread did before the tick is over, and nothing that it does after it has begun.
  Tick next() { return ticks_.fetch_add(1, order) + 1; }

 private:
  // With acquire and release the counter itself orders one thread's call after another's, so the
  // thread sanitizer would see no race between calls that do not overlap. On x86 the addition is a
  // full barrier in any case. So under the sanitizer it may be declared weaker than it is.
#if defined(POWERCUT_THREAD_SANITIZER) && defined(__x86_64__)
  static constexpr std::memory_order order = std::memory_order_relaxed;
#else
  static constexpr std::memory_order order = std::memory_order_acq_rel;
#endif

  std::atomic<Tick> ticks_ = 0;
};

}  // namespace powercut
