#include "engine/cask/segments/reader_epochs.h"

#include <algorithm>
#include <vector>

namespace powercut {

// Threads take stripes in turn, whatever the store: two seldom share one.
ReaderEpochs::Stripe& ReaderEpochs::own_stripe() {
  static std::atomic<std::size_t> next = 0;
  thread_local const std::size_t own = next.fetch_add(1, std::memory_order_relaxed);
  return stripes_[own % stripe_count];
}

void ReaderEpochs::retire(std::shared_ptr<void> object) {
  {
    const MutexLock lock(mutex_);
    retired_.push_back({epoch_.load(), std::move(object)});
    has_retired_.store(true, std::memory_order_relaxed);
  }
  advance();
}

bool ReaderEpochs::has_readers(std::uint64_t parity) const {
  return std::ranges::any_of(
      stripes_, [&](const Stripe& stripe) { return stripe.readers[parity].load() != 0; });
}

// Objects are freed when the mutex is free again: a destructor may be of any length.
void ReaderEpochs::advance() {
  std::vector<std::shared_ptr<void>> freed;
  const MutexLock lock(mutex_);
  for (int step = 0; step < 2 && !has_readers((epoch_.load() + 1) % 2); ++step) {
    epoch_.fetch_add(1);
    while (!retired_.empty() && retired_.front().epoch + 2 <= epoch_.load()) {
      freed.push_back(std::move(retired_.front().object));
      retired_.pop_front();
    }
  }
  has_retired_.store(!retired_.empty(), std::memory_order_relaxed);
}

}  // namespace powercut
