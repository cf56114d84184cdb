// Goal: what was there at close is there at the next open, wherever compaction was just then.
// Method: each write helps with one step, and the store is closed after each number of writes.
#include "engine/cask/cask_store.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

class CaskClose : public StoreTest {
 protected:
  std::unique_ptr<CaskStore> open(std::string_view name, const CaskOptions& options) {
    auto opened = CaskStore::open(environment_, memory_.at(name), options);
    EXPECT_THAT(opened, is_ok());
    return std::move(*opened);
  }

 private:
  TemporaryDirectory memory_{memory_directory()};
};

constexpr CaskOptions always_behind{.policy = SyncPolicy::never,
                                    .segment_bytes = 256,
                                    .room_bytes = 64,
                                    .dead_percent_start = 1,
                                    .dead_percent_max = 1,
                                    .compaction_step_bytes = 1};

// The index was written down with places in segments that the manifest did not name any more.
TEST_F(CaskClose, keeps_each_key_at_every_step_of_a_compaction) {
  for (const bool ordered : {false, true}) {
    CaskOptions options = always_behind;
    options.ordered = ordered;
    for (int writes = 20; writes < 50; ++writes) {
      const std::string name = std::to_string(writes) + (ordered ? "o" : "");
      auto store = open(name, options);
      Contents expected;
      for (int write = 0; write < writes; ++write) {
        const std::string key = "key " + std::to_string(write * write % 11);
        expected[key] = "value " + std::to_string(write);
        ASSERT_THAT(store->set(key, expected[key]), is_ok());
      }
      ASSERT_THAT(store->close(), is_ok());
      store = open(name, options);
      ASSERT_EQ(contents_of(*store), expected) << writes << " writes";
    }
  }
}

// The last segment was asked how long it is; there was none.
TEST_F(CaskClose, of_a_store_without_any_segment_left_is_well) {
  auto store = open("data", always_behind);
  ASSERT_THAT(store->set("key", "value"), is_ok());
  ASSERT_THAT(store->remove("key"), has_value_of(true));
  ASSERT_THAT(store->compact(), is_ok());
  EXPECT_THAT(store->close(), is_ok());
  store = open("data", always_behind);
  EXPECT_EQ(contents_of(*store), Contents());
}

}  // namespace
}  // namespace powercut
