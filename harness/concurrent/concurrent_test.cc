// Goal: stores that allow many callers answer each as if there had been one at a time. Method: runs
// of 4 to 16 threads on few keys, each judged (linearizability.h).
//
// POWERCUT_RUNS is the number of runs, POWERCUT_SEED the seed of the first:
//   POWERCUT_RUNS=10000 ./run tsan -R concurrent
#include "engine/io/macros.h"
#include "engine/log/log_store.h"
#include "engine/memory/memory_store.h"
#include "harness/concurrent/locked_store_test.h"
#include "harness/concurrent/real_runs_test.h"

namespace powercut {
namespace {

TEST(ConcurrentStores, concurrent_callers_of_a_locked_memory_store_see_one_order) {
  const auto make = [] {
    return Result<std::unique_ptr<Store>>(
        std::make_unique<LockedStore>(std::make_unique<MemoryStore>()));
  };
  expect_linearizable(make, {.runs = wanted_runs()});
}

// Goal: the same of a store with files: where it waits, others come in. Method: it
// only syncs when it is asked to, since a sync with each change would take nearly all of the time;
// and fewer runs, since it is the lock that brings the callers in order.
TEST(ConcurrentStores, concurrent_callers_of_a_locked_log_on_files_see_one_order) {
  RealFiles files;
  const auto make = [&]() -> Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(auto log, LogStore::open(files.environment(), files.next_path(),
                                        {.policy = SyncPolicy::never}));
    return std::unique_ptr<Store>(std::make_unique<LockedStore>(std::move(log)));
  };
  expect_linearizable(make, {.runs = wanted_runs() / 10 + 5});
}

}  // namespace
}  // namespace powercut
