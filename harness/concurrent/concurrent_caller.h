// ConcurrentCaller: makes the calls of one thread to the store, and notes the answers and their
// ticks.
//
// Threads: each has its own caller. They share the store and the tick counter.
#pragma once

#include "harness/concurrent/tick_counter.h"
#include "powercut/engine/store.h"

namespace powercut {

class ConcurrentCaller {
 public:
  ConcurrentCaller(Store& store, TickCounter& ticks, const ConcurrentKeys& keys)
      : store_(store), ticks_(ticks), keys_(keys) {}

  // Makes the operation. Fills in its ticks, its answer, and for a read the stamps. False if the
  // store does not support the operation, which then does not count.
  bool call(ConcurrentOperation& operation);

 private:
  // Takes the ticks around the call.
  template <typename Call>
  auto timed(ConcurrentOperation& operation, const Call& call);

  Result<void> make(ConcurrentOperation& operation);
  Result<void> set(ConcurrentOperation& operation);
  Result<void> get(ConcurrentOperation& operation);
  Result<void> remove(ConcurrentOperation& operation);
  Result<void> apply(ConcurrentOperation& operation);
  Result<void> scan(ConcurrentOperation& operation);

  Store& store_;
  TickCounter& ticks_;
  const ConcurrentKeys& keys_;
};

}  // namespace powercut
