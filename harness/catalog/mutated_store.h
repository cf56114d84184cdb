// MutatedStore: a store with a seeded bug, in the build that carries them.
//
// The bug is active while the store is opened, called or destroyed, and in its background tasks:
// the store is given an executor that says so. Nowhere else, since the harness may run another
// store in the same thread. Threads: as the store's; each has an active mutant of its own.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "powercut/engine/store.h"
#include "powercut/io/environment.h"

namespace powercut {

template <typename Call>
auto with(Mutant mutant, const Call& call) {
  class Active {
   public:
    explicit Active(Mutant mutant) : before_(std::exchange(active_mutant, mutant)) {}
    ~Active() { active_mutant = before_; }
    Active(const Active&) = delete;
    Active& operator=(const Active&) = delete;

   private:
    Mutant before_;
  };
  const Active active(mutant);
  return call();
}

class MutatedExecutor : public Executor {
 public:
  MutatedExecutor(Mutant mutant, Executor& executor) : mutant_(mutant), executor_(executor) {}

  TaskId run_after(Duration delay, Task task) override {
    return executor_.run_after(delay,
                               [mutant = mutant_, task = std::move(task)] { with(mutant, task); });
  }
  void cancel(TaskId id) override { executor_.cancel(id); }

 private:
  Mutant mutant_;
  Executor& executor_;
};

class MutatedStore : public Store {
 public:
  using Open = std::function<Result<std::unique_ptr<Store>>(Environment&)>;

  static Result<std::unique_ptr<Store>> open(Mutant mutant, Environment& environment,
                                             const Open& open_store) {
    std::unique_ptr<MutatedStore> store(new MutatedStore(mutant, environment));
    TRY_ASSIGN(store->store_, with(mutant, [&] { return open_store(store->environment_); }));
    return std::unique_ptr<Store>(std::move(store));
  }
  ~MutatedStore() override {
    with(mutant_, [&] { store_.reset(); });
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    return with(mutant_, [&] { return store_->set(key, value); });
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return with(mutant_, [&] { return store_->get(key, value); });
  }
  Result<bool> remove(std::string_view key) override {
    return with(mutant_, [&] { return store_->remove(key); });
  }
  Result<void> apply(const Batch& batch) override {
    return with(mutant_, [&] { return store_->apply(batch); });
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    return with(mutant_, [&] { return store_->scan(range, visit); });
  }
  std::uint64_t position_of(std::string_view key) const override {
    return store_->position_of(key);
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    return with(mutant_, [&] { return store_->walk(from, wanted, visit); });
  }
  Result<void> sync() override {
    return with(mutant_, [&] { return store_->sync(); });
  }
  Result<void> compact() override {
    return with(mutant_, [&] { return store_->compact(); });
  }
  StoreStats stats() const override { return store_->stats(); }
  Result<void> close() override {
    return with(mutant_, [&] { return store_->close(); });
  }

 private:
  MutatedStore(Mutant mutant, Environment& environment)
      : mutant_(mutant),
        executor_(mutant, environment.executor),
        environment_{environment.files, environment.clock, executor_} {}

  Mutant mutant_;
  MutatedExecutor executor_;
  Environment environment_;
  std::unique_ptr<Store> store_;  // goes before what it uses
};

}  // namespace powercut
