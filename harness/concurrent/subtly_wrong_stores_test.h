// Stores that are wrong in one way each; but for the last, only where several callers meet. None
// has a data race: a thread sanitizer sees nothing here.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "powercut/io/mutex.h"

namespace powercut {

// A map behind a mutex, right; each store below overrides one call or two. `step_aside` marks where
// a wrong store lets others in.
class MapStore : public Store {
 public:
  Result<void> set(std::string_view key, std::string_view value) override {
    MutexLock lock(mutex_);
    map_.insert_or_assign(std::string(key), value);
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    MutexLock lock(mutex_);
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    MutexLock lock(mutex_);
    return map_.erase(std::string(key)) > 0;
  }
  Result<void> apply(const Batch& batch) override {
    MutexLock lock(mutex_);
    apply_to(map_, batch);
    return {};
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    MutexLock lock(mutex_);
    scan_map(map_, range, visit);
    return {};
  }

 protected:
  static void step_aside() { std::this_thread::yield(); }

  Mutex mutex_;
  OrderedMap map_;
};

// A reader puts what it has read into a cache, after a writer may have cleared it there.
class StaleCacheStore : public MapStore {
 public:
  Result<bool> get(std::string_view key, std::string& value) override {
    {
      MutexLock lock(cache_mutex_);
      if (get_from(cache_, key, value)) return true;
    }
    TRY_ASSIGN(const bool found, MapStore::get(key, value));
    step_aside();
    if (!found) return false;
    MutexLock lock(cache_mutex_);
    cache_.insert_or_assign(std::string(key), value);
    return true;
  }
  Result<void> set(std::string_view key, std::string_view value) override {
    TRY(MapStore::set(key, value));
    forget(key);
    return {};
  }
  Result<bool> remove(std::string_view key) override {
    const Result<bool> removed = MapStore::remove(key);
    forget(key);
    return removed;
  }
  Result<void> apply(const Batch& batch) override {
    TRY(MapStore::apply(batch));
    for (const Change& change : batch.changes()) forget(change.key);
    return {};
  }

 private:
  void forget(std::string_view key) {
    MutexLock lock(cache_mutex_);
    cache_.erase(std::string(key));
  }

  Mutex cache_mutex_;
  OrderedMap cache_;
};

// Writers of two shards lock their own shard only, but put back the whole map.
class TwoShardsStore : public MapStore {
 public:
  Result<void> set(std::string_view key, std::string_view value) override {
    MutexLock shard_lock(shards_[std::hash<std::string_view>{}(key) % 2]);
    OrderedMap copy;
    {
      MutexLock lock(mutex_);
      copy = map_;
    }
    copy.insert_or_assign(std::string(key), value);
    step_aside();
    MutexLock lock(mutex_);
    map_ = std::move(copy);
    return {};
  }

 private:
  std::array<Mutex, 2> shards_;
};

// Looks whether the key is there, and removes it later.
class RemovesTwiceStore : public MapStore {
 public:
  Result<bool> remove(std::string_view key) override {
    {
      MutexLock lock(mutex_);
      if (!map_.contains(key)) return false;
    }
    step_aside();
    MutexLock lock(mutex_);
    map_.erase(std::string(key));
    return true;
  }
};

// Makes the changes of a batch one by one.
class HalfBatchStore : public MapStore {
 public:
  Result<void> apply(const Batch& batch) override {
    for (const Change& change : batch.changes()) {
      Batch one;
      change.value ? one.set(change.key, *change.value) : one.remove(change.key);
      TRY(MapStore::apply(one));
      step_aside();
    }
    return {};
  }
};

// The same, without scans.
class HalfBatchUnscannedStore : public HalfBatchStore {
 public:
  Result<void> scan(const KeyRange&, const ScanVisitor&) override {
    return Error{ErrorCode::unsupported};
  }
};

// Applies batches at once, but scans key by key.
class MovingScanStore : public MapStore {
 public:
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    std::vector<std::string> keys;
    TRY(MapStore::scan(range, [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return true;
    }));
    for (const std::string& key : keys) {
      std::string value;
      TRY_ASSIGN(const bool found, get(key, value));
      if (found && !visit(key, value)) break;
      step_aside();
    }
    return {};
  }
};

// Shows a value that is on its way, then not, then again.
class EarlyValueStore : public MapStore {
 public:
  Result<void> set(std::string_view key, std::string_view value) override {
    {
      MutexLock lock(mutex_);
      early_.insert_or_assign(std::string(key), value);
    }
    step_aside();
    {
      MutexLock lock(mutex_);
      early_.erase(std::string(key));
    }
    step_aside();
    return MapStore::set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    MutexLock lock(mutex_);
    return get_from(early_, key, value) || get_from(map_, key, value);
  }

 private:
  OrderedMap early_;
};

// Says that a set failed, and makes it later all the same: when the key is removed.
class FailsAndDoesStore : public MapStore {
 public:
  Result<void> set(std::string_view key, std::string_view value) override {
    if (++sets_ % 8 != 0) return MapStore::set(key, value);
    MutexLock lock(mutex_);
    failed_.insert_or_assign(std::string(key), value);
    return Error{ErrorCode::io_failed};
  }
  Result<bool> remove(std::string_view key) override {
    const Result<bool> removed = MapStore::remove(key);
    MutexLock lock(mutex_);
    if (const auto failed = failed_.extract(std::string(key))) {
      map_.insert_or_assign(failed.key(), failed.mapped());
    }
    return removed;
  }

 private:
  std::atomic<std::uint64_t> sets_ = 0;
  OrderedMap failed_;
};

// Takes no change.
class RefusingStore : public MapStore {
 public:
  Result<void> set(std::string_view, std::string_view) override {
    return Error{ErrorCode::refused};
  }
  Result<bool> remove(std::string_view) override { return Error{ErrorCode::refused}; }
  Result<void> apply(const Batch&) override { return Error{ErrorCode::refused}; }
};

}  // namespace powercut
