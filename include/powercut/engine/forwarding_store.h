// ForwardingStore: passes each call on to another store. It is a base for classes that change a few
// calls.
//
//   class Slow : public ForwardingStore { ... Result<void> sync() override { ... } };
//
// ForwardingStoreOf<Derived> also calls `around()` of Derived before each call, and keeps the
// returned object until the call has returned. Such an object is a guard for every call.
//
// A test checks that both pass on every call of Store. Owner: the class owns the other store, and
// destroys it in its destructor, under no guard. Threads: as the other store.
#pragma once

#include <memory>
#include <utility>

#include "powercut/engine/store.h"

namespace powercut {

template <typename Derived>
class ForwardingStoreOf : public Store {
 public:
  Result<void> set(std::string_view key, std::string_view value) override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->get(key, value);
  }
  Result<bool> contains(std::string_view key) override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->contains(key);
  }
  Result<bool> remove(std::string_view key) override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->remove(key);
  }
  Result<void> apply(const Batch& batch) override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->apply(batch);
  }
  bool applies_quickly(std::uint64_t bytes) const override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->applies_quickly(bytes);
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->scan(range, visit);
  }
  std::uint64_t position_of(std::string_view key) const override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->position_of(key);
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->walk(from, wanted, visit);
  }
  Result<void> sync() override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->sync();
  }
  Result<void> compact() override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->compact();
  }
  StoreStats stats() const override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->stats();
  }
  Result<void> close() override {
    [[maybe_unused]] const auto guard = self().around();
    return store_->close();
  }

 protected:
  ForwardingStoreOf() = default;
  explicit ForwardingStoreOf(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  // For a derived class that opens the other store later. No call may come before that.
  void forward_to(std::unique_ptr<Store> store) { store_ = std::move(store); }
  Store& inner() const { return *store_; }

 private:
  const Derived& self() const { return static_cast<const Derived&>(*this); }

  std::unique_ptr<Store> store_;
};

class ForwardingStore : public ForwardingStoreOf<ForwardingStore> {
 public:
  int around() const { return 0; }

 protected:
  using ForwardingStoreOf::ForwardingStoreOf;
};

}  // namespace powercut
