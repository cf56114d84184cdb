// ConcurrentCaller: one thread's way to the store: makes a call, and notes what it answered and
// when.
//
// Threads: one caller for each; they share the store and the ticks.
#pragma once

#include "harness/concurrent/tick_counter.h"
#include "powercut/engine/store.h"

namespace powercut {

class ConcurrentCaller {
 public:
  ConcurrentCaller(Store& store, TickCounter& ticks, const ConcurrentKeys& keys)
      : store_(store), ticks_(ticks), keys_(keys) {}

  // Fills in the ticks, the answer, and the stamps of reads. False: the store does not do that, and
  // the operation is none.
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
