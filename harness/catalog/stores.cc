// The stores that the program knows. A store is added by an entry here.
#include <algorithm>

#include "engine/log/log_store.h"
#include "engine/memory/memory_store.h"
#include "engine/mutants.h"
#include "engine/snapshot/atomic_snapshot_store.h"
#include "engine/snapshot/snapshot_store.h"
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
          .log_file = "data.log"};
}

StoreUnderTest guide() {
  StoreUnderTest store =
      log_store("guide", "the log as the guide wrote it: no directory is ever synced",
                {.sync_directory = false});
  store.fails_under = {"synced-only"};
  return store;
}

StoreUnderTest memory() {
  return {.name = "memory",
          .summary = "a map in memory: the control that must lose everything",
          .open =
              [](Environment& environment) {
                return as_store(MemoryStore::open(environment, "data", {}));
              },
          .fails_under = {"run", "in-order", "synced-only", "process-kill"}};
}

StoreUnderTest snapshot() {
  return {.name = "snapshot",
          .summary = "one JSON file, rewritten in place: one torn write loses everything",
          .open =
              [](Environment& environment) {
                return as_store(SnapshotStore::open(environment, "data.json"));
              },
          .fails_under = {"in-order", "synced-only", "process-kill"},
          .also_fails_with_errors_under = {"run"}};
}

StoreUnderTest atomic_snapshot() {
  return {.name = "atomic-snapshot",
          .summary = "one JSON file, replaced by rename: safe, and slow in proportion to its size",
          .open = [](Environment& environment) {
            return as_store(AtomicSnapshotStore::open(environment, "data.json"));
          }};
}

#ifdef POWERCUT_MUTANTS
// Each seeded bug as a store of its own, in the build that carries them. It is caught if `powercut
// sweep` or `powercut errors` finds anything at all against it.
StoreUnderTest mutated_log(Mutant mutant) {
  bool needs_a_timer = name_of(mutant).starts_with("everysec-");
  StoreUnderTest store =
      log_store("log~" + std::string(name_of(mutant)), "the log with a seeded bug",
                {.policy = needs_a_timer ? SyncPolicy::everysec : SyncPolicy::always});
  store.open = [mutant, open = store.open](Environment& environment) {
    active_mutant = mutant;
    auto opened = open(environment);
    active_mutant = Mutant::none;
    return opened;
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
  };
#ifdef POWERCUT_MUTANTS
  for (std::uint8_t number = 1; name_of(static_cast<Mutant>(number)) != "?"; ++number) {
    stores.push_back(mutated_log(static_cast<Mutant>(number)));
  }
#endif
  return stores;
}

}  // namespace

bool StoreUnderTest::expected_to_fail(std::string_view model, bool with_errors) const {
  auto names_it = [&](const std::vector<std::string>& models) {
    return std::ranges::find(models, model) != models.end();
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
