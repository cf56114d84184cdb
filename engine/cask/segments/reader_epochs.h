// ReaderEpochs: frees objects that readers may still use, once no reader does. Readers take no
// lock.
//
//   reader                         writer
//   Pin pin(epochs);               unlink it, so that no reader finds it any more
//   find and use it                epochs.retire(it)
//
// The epoch goes from e to e + 1 when no reader of e - 1 is left. Objects retired in e are freed
// when the epoch is e + 2. A reader counts itself in one of two counters, by the epoch that it saw,
// which may be an old one. Even then it does not find an object that was unlinked before the
// counter was looked at. The reader's count and its look at the pointer, and the writer's store and
// look at the counter, all have their places in one order (memory_order_seq_cst).
//
// Source: Fraser, "Practical lock-freedom", 2004, 5.2.3; McKenney's sleepable RCU.
// Threads: any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>

#include "powercut/io/mutex.h"

namespace powercut {

class ReaderEpochs {
 public:
  // While a Pin lives, nothing is freed that a reader can have found since the Pin was made.
  class Pin {
   public:
    explicit Pin(ReaderEpochs& epochs)
        : counter_(epochs.own_stripe().readers[epochs.epoch_.load() % 2]) {
      counter_.fetch_add(1);
    }
    ~Pin() { counter_.fetch_sub(1, std::memory_order_release); }
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;

   private:
    std::atomic<std::uint64_t>& counter_;
  };

  // Frees the object, by dropping the pointer, when no reader can use it any more.
  void retire(std::shared_ptr<void> object);

  // Frees what it can without waiting. Cheap if nothing is retired.
  void collect() {
    if (has_retired_.load(std::memory_order_relaxed)) advance();
  }

 private:
  // Each stripe has its own cache line, so that readers on different processors do not meet.
  struct alignas(64) Stripe {
    std::array<std::atomic<std::uint64_t>, 2> readers{};
  };
  struct Retired {
    std::uint64_t epoch;
    std::shared_ptr<void> object;
  };
  static constexpr std::size_t stripe_count = 16;

  Stripe& own_stripe();
  void advance();
  bool has_readers(std::uint64_t parity) const;

  std::atomic<std::uint64_t> epoch_ = 0;
  std::array<Stripe, stripe_count> stripes_;
  std::atomic<bool> has_retired_ = false;
  Mutex mutex_;
  std::deque<Retired> retired_;
};

}  // namespace powercut
