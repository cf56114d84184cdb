#include "harness/explore/watched_store.h"

#include <fmt/format.h>

#include <utility>

#include "engine/io/macros.h"
#include "harness/explore/store_call.h"
#include "harness/virtual_time.h"

namespace powercut {

namespace {

class WatchedStore : public Store {
 public:
  explicit WatchedStore(std::unique_ptr<Store> store) : store_(std::move(store)) {}
  ~WatchedStore() override {
    const StoreCall call;
    store_.reset();
  }
  WatchedStore(const WatchedStore&) = delete;
  WatchedStore& operator=(const WatchedStore&) = delete;

  Result<void> set(std::string_view key, std::string_view value) override {
    const StoreCall call;
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    const StoreCall call;
    return store_->get(key, value);
  }
  Result<bool> contains(std::string_view key) override {
    const StoreCall call;
    return store_->contains(key);
  }
  Result<bool> remove(std::string_view key) override {
    const StoreCall call;
    return store_->remove(key);
  }
  Result<void> apply(const Batch& batch) override {
    const StoreCall call;
    return store_->apply(batch);
  }
  bool applies_quickly(std::uint64_t bytes) const override {
    const StoreCall call;
    return store_->applies_quickly(bytes);
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    const StoreCall call;
    return store_->scan(range, visit);
  }
  std::uint64_t position_of(std::string_view key) const override {
    const StoreCall call;
    return store_->position_of(key);
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    const StoreCall call;
    return store_->walk(from, wanted, visit);
  }
  Result<void> sync() override {
    const StoreCall call;
    return store_->sync();
  }
  Result<void> compact() override {
    const StoreCall call;
    return store_->compact();
  }
  StoreStats stats() const override {
    const StoreCall call;
    return store_->stats();
  }
  Result<void> close() override {
    const StoreCall call;
    return store_->close();
  }

 private:
  std::unique_ptr<Store> store_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_watched(const StoreUnderTest& store, Environment& environment) {
  const StoreCall call;
  TRY_ASSIGN(auto opened, store.open(environment));
  return std::unique_ptr<Store>(new WatchedStore(std::move(opened)));
}

Violation endless_tasks(FindingKind kind) {
  return {.kind = kind,
          .key = {},
          .expected = "what runs in the background comes to an end",
          .found = fmt::format("{} tasks in a row, in less than a millisecond",
                               VirtualTime::tasks_in_a_row_max)};
}

}  // namespace powercut
