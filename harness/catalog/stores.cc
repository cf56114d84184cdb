// The stores that the program knows. A store is added by an entry here.
#include <algorithm>

#include "engine/cask/cask_store.h"
#include "engine/log/log_store.h"
#include "engine/memory/memory_store.h"
#include "engine/mutants.h"
#include "engine/snapshot/atomic_snapshot_store.h"
#include "engine/snapshot/snapshot_store.h"
#include "harness/catalog/segment_workloads.h"
#include "harness/store_under_test.h"

namespace powercut {

namespace {

// Turns the concrete store that an open gave into a Store.
template <typename Concrete>
Result<std::unique_ptr<Store>> as_store(Result<std::unique_ptr<Concrete>> opened) {
  TRY_ASSIGN(std::unique_ptr<Store> store, std::move(opened));
  return store;
}

StoreUnderTest log_store(std::string name, std::string summary, LogStoreOptions options) {
  return {.name = std::move(name),
          .summary = std::move(summary),
          .policy = options.policy,
          .open =
              [options](Environment& environment) {
                return as_store(LogStore::open(environment, "data.log", options));
              },
          // Where a recycled block can hold a whole record: nothing in a record tells that it is
          // old.
          .fails_under = {"ext3-writeback", "posix-min"},
          .log_file = "data.log"};
}

StoreUnderTest guide() {
  StoreUnderTest store =
      log_store("guide", "the log as the guide wrote it: no directory is ever synced",
                {.sync_directory = false});
  store.fails_under = {"synced-only", "ext3-writeback", "posix-min"};
  return store;
}

// Every workload rolls and compacts.
StoreUnderTest cask_store(std::string name, std::string summary, CaskOptions options) {
  options.segment_bytes = swept_segment_bytes;
  options.room_bytes = 64;
  options.compaction_step_bytes = 64;
  return {.name = std::move(name),
          .summary = std::move(summary),
          .policy = options.policy,
          .open = [options](Environment& environment) {
            return as_store(CaskStore::open(environment, "data", options));
          }};
}

StoreUnderTest memory() {
  return {.name = "memory",
          .summary = "a map in memory: the control that must lose everything",
          .open =
              [](Environment& environment) {
                return as_store(MemoryStore::open(environment, "data", {}));
              },
          .fails_under = {"run", "any"}};
}

StoreUnderTest snapshot() {
  return {.name = "snapshot",
          .summary = "one JSON file, rewritten in place: one torn write loses everything",
          .open =
              [](Environment& environment) {
                return as_store(SnapshotStore::open(environment, "data.json"));
              },
          .fails_under = {"run", "any"}};
}

StoreUnderTest atomic_snapshot() {
  return {.name = "atomic-snapshot",
          .summary = "one JSON file, replaced by rename: safe, and slow in proportion to its size",
          .open =
              [](Environment& environment) {
                return as_store(AtomicSnapshotStore::open(environment, "data.json"));
              },
          // Where a rename can leave neither name.
          .fails_under = {"posix-min"}};
}

#ifdef POWERCUT_MUTANTS
template <typename Call>
auto with(Mutant mutant, const Call& call) {
  active_mutant = mutant;
  auto result = call();
  active_mutant = Mutant::none;
  return result;
}

// Says which mutant is active while a call of the store runs.
class MutatedStore : public Store {
 public:
  MutatedStore(Mutant mutant, std::unique_ptr<Store> store)
      : mutant_(mutant), store_(std::move(store)) {}

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
  Result<void> sync() override {
    return with(mutant_, [&] { return store_->sync(); });
  }
  Result<void> compact() override {
    return with(mutant_, [&] { return store_->compact(); });
  }
  StoreStats stats() const override { return store_->stats(); }
  Result<void> close() override { return store_->close(); }

 private:
  Mutant mutant_;
  std::unique_ptr<Store> store_;
};

// Where a mutant lives that is not one of the log synced before each acknowledgement.
struct MutantHome {
  Mutant mutant;
  StoreUnderTest (*store)();
};

StoreUnderTest log_everysec() { return log_store("log", "", {.policy = SyncPolicy::everysec}); }
StoreUnderTest log_never() { return log_store("log", "", {.policy = SyncPolicy::never}); }

constexpr MutantHome mutant_homes[] = {
    {Mutant::everysec_only_on_traffic, log_everysec},
    {Mutant::everysec_swallows_failed_sync, log_everysec},
    {Mutant::old_log_not_synced_at_roll, log_never},
    {Mutant::no_sync_dir_after_snapshot_rename, atomic_snapshot},
    {Mutant::no_sync_before_snapshot_rename, atomic_snapshot},
    {Mutant::snapshot_in_place_unsynced, atomic_snapshot},
};

// Each seeded bug as a store of its own, in the build that carries them. It is caught if `powercut
// sweep` or `powercut errors` finds anything at all against it.
StoreUnderTest mutated_store(Mutant mutant) {
  const auto* home = std::ranges::find(mutant_homes, mutant, &MutantHome::mutant);
  StoreUnderTest store = home == std::end(mutant_homes) ? log_store("log", "", {}) : home->store();
  store.name += "~" + std::string(name_of(mutant));
  store.summary = "the store with a seeded bug";
  store.open = [mutant, open = store.open](Environment& environment) {
    return with(mutant, [&]() -> Result<std::unique_ptr<Store>> {
      TRY_ASSIGN(std::unique_ptr<Store> opened, open(environment));
      return std::unique_ptr<Store>(std::make_unique<MutatedStore>(mutant, std::move(opened)));
    });
  };
  return store;
}
#endif

std::vector<StoreUnderTest> make_all_stores() {
  std::vector<StoreUnderTest> stores{
      memory(),
      snapshot(),
      atomic_snapshot(),
      log_store("log", "the log, synced before each acknowledgement", {}),
      log_store("log-everysec", "the log, synced once a second", {.policy = SyncPolicy::everysec}),
      log_store("log-never", "the log, synced when the operating system likes",
                {.policy = SyncPolicy::never}),
      guide(),
      cask_store("cask", "segments, synced before each acknowledgement", {}),
      cask_store("cask-everysec", "segments, synced once a second",
                 {.policy = SyncPolicy::everysec}),
      cask_store("cask-never", "segments, synced when the operating system likes",
                 {.policy = SyncPolicy::never}),
      cask_store("cask-ordered",
                 "segments with an ordered index, synced before each acknowledgement",
                 {.ordered = true}),
  };
#ifdef POWERCUT_MUTANTS
  for (std::uint8_t number = 1; name_of(static_cast<Mutant>(number)) != "?"; ++number) {
    stores.push_back(mutated_store(static_cast<Mutant>(number)));
  }
#endif
  return stores;
}

}  // namespace

bool StoreUnderTest::expected_to_fail(std::string_view model, bool with_errors) const {
  auto names_it = [&](const std::vector<std::string>& models) {
    bool is_any = model != "run" && std::ranges::find(models, "any") != models.end();
    return is_any || std::ranges::find(models, model) != models.end();
  };
  return names_it(fails_under) || (with_errors && names_it(also_fails_with_errors_under));
}

const std::vector<StoreUnderTest>& all_stores() {
  static const std::vector<StoreUnderTest> stores = make_all_stores();
  return stores;
}

const StoreUnderTest* find_store(std::string_view name) {
  auto found = std::ranges::find(all_stores(), name, &StoreUnderTest::name);
  return found == all_stores().end() ? nullptr : &*found;
}

}  // namespace powercut
