// LockedStore: any store behind one mutex, so that many threads may call it; trivially
// linearizable.
//
// A caller steps aside before it takes the lock and after it gave it back, so that calls overlap
// even where each takes no time.
#pragma once

#include <memory>
#include <thread>

#include "powercut/engine/store.h"
#include "powercut/io/mutex.h"

namespace powercut {

class LockedStore : public Store {
 public:
  explicit LockedStore(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  Result<void> set(std::string_view key, std::string_view value) override {
    Turn turn(mutex_);
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    Turn turn(mutex_);
    return store_->get(key, value);
  }
  Result<bool> remove(std::string_view key) override {
    Turn turn(mutex_);
    return store_->remove(key);
  }
  Result<void> apply(const Batch& batch) override {
    Turn turn(mutex_);
    return store_->apply(batch);
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    Turn turn(mutex_);
    return store_->scan(range, visit);
  }
  std::uint64_t position_of(std::string_view key) const override {
    return store_->position_of(key);
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    Turn turn(mutex_);
    return store_->walk(from, wanted, visit);
  }
  Result<void> sync() override {
    Turn turn(mutex_);
    return store_->sync();
  }
  Result<void> compact() override {
    Turn turn(mutex_);
    return store_->compact();
  }
  Result<void> close() override {
    Turn turn(mutex_);
    return store_->close();
  }

 private:
  class Turn {
   public:
    explicit Turn(Mutex& mutex) {
      std::this_thread::yield();
      lock_ = MutexLock(mutex);
    }
    ~Turn() {
      lock_.unlock();
      std::this_thread::yield();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    MutexLock lock_;
  };

  Mutex mutex_;
  std::unique_ptr<Store> store_;
};

}  // namespace powercut
