// Goal: all that was there at close is there at the next open, wherever compaction was just then,
// and that open is a quick one, whatever the session did. Method: each write helps with one step,
// and the store is closed after each number of writes; sessions that wrote nothing, and their
// calls.
#include <span>

#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

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

class CloseWithoutAChange : public CaskStoreTest {
 protected:
  void fill() {
    for (int number = 0; number < 20; ++number) {
      set("key " + std::to_string(number % 7), std::to_string(number));
    }
  }
};

TEST_F(CloseWithoutAChange, of_who_only_compacted_leaves_a_checkpoint) {
  open();
  fill();
  close_and_open();
  EXPECT_THAT(store_->compact(), is_ok());
  close_and_open();
  EXPECT_TRUE(report_.used_checkpoint);
  expect_contents();
}

TEST_F(CloseWithoutAChange, of_who_only_read_after_a_kill_leaves_a_checkpoint) {
  open();
  fill();
  reopen();
  EXPECT_FALSE(report_.used_checkpoint);
  expect_contents();
  close_and_open();
  EXPECT_TRUE(report_.used_checkpoint);
  expect_contents();
  // There is nothing to be said in a manifest if only the checkpoint is missing.
  std::filesystem::remove(at("index"));
  reopen();
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(files_.take_calls(), Not(Contains(StartsWith("write manifest"))));
  reopen();
  EXPECT_TRUE(report_.used_checkpoint);
  expect_contents();
}

TEST_F(CloseWithoutAChange, writes_nothing_where_the_next_open_is_quick_already) {
  open();
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(files_.take_calls(), IsEmpty());
  EXPECT_THAT(names(), ElementsAre("lock"));
  reopen();
  fill();
  EXPECT_THAT(store_->compact(), is_ok());
  close_and_open();
  expect_contents();
  EXPECT_THAT(store_->compact(), is_ok()) << "nothing to do";
  files_.take_calls();
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(files_.take_calls(), IsEmpty());
}

// No acknowledged change is lost, so nobody has to be told.
TEST_F(CloseWithoutAChange, is_ok_whatever_fails) {
  open();
  fill();
  reopen();
  files_.take_calls();
  EXPECT_THAT(store_->close(), is_ok());
  const std::vector<std::string> calls = files_.take_calls();
  EXPECT_THAT(calls, Contains(StartsWith("write index")));
  for (std::size_t call = 0; call < calls.size(); ++call) {
    std::filesystem::remove_all(path_);
    reopen();
    fill();
    reopen();
    const auto nth = std::ranges::count(std::span(calls).first(call + 1), calls[call]);
    files_.fail(calls[call], ErrorCode::no_space, static_cast<int>(nth));
    EXPECT_THAT(store_->close(), is_ok()) << calls[call];
    reopen();
    expect_contents();
  }
}

}  // namespace
}  // namespace powercut
