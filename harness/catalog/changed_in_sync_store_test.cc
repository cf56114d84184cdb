// Goal: a sync in the background covers what was written before it, and nothing that came while it
// was under way, at every crash point; and the changes do come then. Method: the sweep; the calls.
#include "harness/catalog/changed_in_sync_store.h"

#include <gmock/gmock.h>

#include "engine/store_test.h"
#include "harness/check_store.h"

namespace powercut {
namespace {

using testing::ElementsAre;

class ChangedInSync : public StoreTest {};

TEST_F(ChangedInSync, makes_each_change_before_the_sync_is_noted) {
  auto opened = open_changed_in_sync_store(environment_, directory_.at("store"), {.room_bytes = 0});
  ASSERT_THAT(opened, is_ok());
  Store& store = **opened;
  EXPECT_THAT(store.set("first", "1"), is_ok());
  EXPECT_THAT(store.set("second", "2"), is_ok());
  for (const std::string key : {"a", "b", "c"}) {
    files_.take_calls();
    EXPECT_THAT(store.set(key, "1"), is_ok());
    // Else the sync would be noted in the log by another write.
    EXPECT_THAT(files_.take_calls(), ElementsAre("sync_data 00000001.log", "write 00000001.log"));
  }
  EXPECT_EQ(contents_of(store).size(), 5U);
}

TEST(ChangedInSyncSweep, holds_at_every_crash_point) {
  const StoreUnderTest& store = *find_store("cask-changed-in-sync");
  CheckResult result = check_store(store, {.workloads = {"batches", "torn-tail"},
                                           .models = {"synced-only", "ext4-ordered", "posix-min"}});
  EXPECT_TRUE(result.holds()) << result;
  // A second passes, in which what came meanwhile must become durable (D2).
  result = check_store(store, {.workloads = {"idle"}, .models = {"synced-only"}});
  EXPECT_TRUE(result.holds()) << result;
}

}  // namespace
}  // namespace powercut
