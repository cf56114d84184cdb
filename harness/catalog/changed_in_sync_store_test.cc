// Goal: a sync in the background covers what was written before it, and nothing that came while it
// was under way, at every crash point; and the changes do come then. Method: the sweep; the calls.
#include "harness/catalog/changed_in_sync_store.h"

#include <gmock/gmock.h>

#include "harness/catalog/catalog.h"
#include "harness/run/recorder.h"
#include "powercut/harness/check_store.h"

namespace powercut {
namespace {

using testing::ElementsAre;

TEST(ChangedInSync, makes_each_change_before_the_sync_is_noted) {
  Plan plan;
  for (const char* key : {"a", "b", "c", "d", "e"})
    plan.operations.push_back(set_operation(key, "1"));
  const Recording recording = record(*find_store("cask-changed-in-sync"), plan);
  // The first has nothing before it to be synced, and with the last the run ends.
  for (std::size_t index = 1; index + 1 < plan.operations.size(); ++index) {
    const std::size_t end = recording.operation_calls[index + 1];
    std::vector<Effect> effects;
    for (std::size_t call = recording.operation_calls[index]; call < end; ++call) {
      const Effect effect = recording.trace.calls()[call].effect;
      if (effect == Effect::write || effect == Effect::sync_data) effects.push_back(effect);
    }
    // Else the sync would be noted in the log by another write.
    EXPECT_THAT(effects, ElementsAre(Effect::sync_data, Effect::write)) << index;
  }
}

TEST(ChangedInSyncSweep, holds_at_every_crash_point) {
  const StoreUnderTest& store = *find_store("cask-changed-in-sync");
  CheckResult result = check_store(store, {.workloads = {"batches", "torn-tail"},
                                           .models = {"synced-only", "ext4", "posix-min"}});
  EXPECT_TRUE(result.holds()) << result;
  // A second passes, in which changes that came meanwhile must become durable (D2).
  result = check_store(store, {.workloads = {"idle"}, .models = {"synced-only"}});
  EXPECT_TRUE(result.holds()) << result;
}

}  // namespace
}  // namespace powercut
