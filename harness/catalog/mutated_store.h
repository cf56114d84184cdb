// MutatedStore: runs a store with a seeded bug. Only the build with seeded bugs has it.
//
// The bug is active while the store is opened, called or destroyed, and in its background tasks,
// since the store gets an executor that switches it on. It is active nowhere else, since the
// harness may run another store in the same thread. Threads: those of the store; each has an active
// mutant of its own.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "powercut/engine/forwarding_store.h"
#include "powercut/io/environment.h"

namespace powercut {

// Keeps the mutant active on this thread as long as this object lives.
class ActiveMutant {
 public:
  explicit ActiveMutant(Mutant mutant) : before_(std::exchange(active_mutant, mutant)) {}
  ~ActiveMutant() { active_mutant = before_; }
  ActiveMutant(const ActiveMutant&) = delete;
  ActiveMutant& operator=(const ActiveMutant&) = delete;

 private:
  Mutant before_;
};

class MutatedExecutor : public Executor {
 public:
  MutatedExecutor(Mutant mutant, Executor& executor) : mutant_(mutant), executor_(executor) {}

  TaskId run_after(Duration delay, Task task) override {
    return executor_.run_after(delay, [mutant = mutant_, task = std::move(task)] {
      const ActiveMutant active(mutant);
      task();
    });
  }
  void cancel(TaskId id) override { executor_.cancel(id); }

 private:
  Mutant mutant_;
  Executor& executor_;
};

class MutatedStore : public ForwardingStoreOf<MutatedStore> {
 public:
  using Open = std::function<Result<std::unique_ptr<Store>>(Environment&)>;

  static Result<std::unique_ptr<Store>> open(Mutant mutant, Environment& environment,
                                             const Open& open_store) {
    std::unique_ptr<MutatedStore> store(new MutatedStore(mutant, environment));
    const ActiveMutant active(mutant);
    TRY_ASSIGN(auto opened, open_store(store->environment_));
    store->forward_to(std::move(opened));
    return std::unique_ptr<Store>(std::move(store));
  }
  // Destroys the store before the executor and the environment that it uses.
  ~MutatedStore() override {
    const ActiveMutant active(mutant_);
    forward_to(nullptr);
  }

  ActiveMutant around() const { return ActiveMutant(mutant_); }

 private:
  MutatedStore(Mutant mutant, Environment& environment)
      : mutant_(mutant),
        executor_(mutant, environment.executor),
        environment_{environment.files, environment.clock, executor_} {}

  Mutant mutant_;
  MutatedExecutor executor_;
  Environment environment_;
};

}  // namespace powercut
