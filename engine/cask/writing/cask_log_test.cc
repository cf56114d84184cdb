// Goal: the order of the calls that make a segment and a change durable; and what a call that fails
// costs: a full disk one change (D12), a failed sync all later ones, until the store is opened
// again (D7). Method: the calls of a first write and of a roll, noted, and then failed one after
// the other.
#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

using CaskLogTest = CaskStoreTest;

constexpr CaskOptions no_room = {.segment_bytes = 256, .room_bytes = 0, .compacts = false};

TEST_F(CaskLogTest, a_new_store_is_named_durably_before_its_first_commit) {
  open(no_room);
  set("a", "1");
  EXPECT_THAT(files_.take_calls(),
              ElementsAre(
                  // Its own name, then a manifest of this process, which names nothing; from now on
                  // no checkpoint of an index holds.
                  "sync_dir", "open manifest-0 create", "write manifest-0", "sync_data manifest-0",
                  "sync_dir", "remove index",
                  // The segment, then a manifest that names it, then the commit.
                  "open 00000001.log replace", "write 00000001.log", "sync_data 00000001.log",
                  "sync_dir", "open manifest-1 create", "write manifest-1", "sync_data manifest-1",
                  "sync_dir", "write 00000001.log", "sync_data 00000001.log",
                  // That all is durable.
                  "write 00000001.log"));
  set("b", "2");
  EXPECT_THAT(files_.take_calls(),
              ElementsAre("write 00000001.log", "sync_data 00000001.log", "write 00000001.log"));
}

TEST_F(CaskLogTest, a_roll_syncs_what_it_leaves_and_names_what_follows) {
  open(no_room);
  set("a", long_value);
  files_.take_calls();
  set("b", long_value);
  EXPECT_THAT(
      files_.take_calls(),
      ElementsAre("open 00000002.log replace", "write 00000002.log", "sync_data 00000002.log",
                  "sync_dir", "open manifest-0 create", "write manifest-0", "sync_data manifest-0",
                  "write 00000002.log", "sync_data 00000002.log", "write 00000002.log"));
}

TEST_F(CaskLogTest, room_is_made_ahead_once_and_nobody_misses_it) {
  open({.segment_bytes = 4096, .room_bytes = 512, .compacts = false});
  files_.fail("allocate 00000001.log", ErrorCode::no_space);
  set("a", "1");
  EXPECT_THAT(files_.take_calls(), Contains("allocate 00000001.log"));
  set("b", "2");
  EXPECT_THAT(files_.take_calls(), Contains("allocate 00000001.log"));
  set("c", "3");
  EXPECT_THAT(files_.take_calls(), Not(Contains("allocate 00000001.log")));
  reopen(no_room);
  expect_contents();
}

// A salt makes commits of another use of a number none of this one. Method: a segment that was made
// and then not named, and whose file a crash takes away: its number is free again.
TEST_F(CaskLogTest, a_number_that_is_used_again_gets_another_salt) {
  constexpr std::size_t salt_offset = 40;
  open(no_room);
  files_.fail("write manifest-1", ErrorCode::no_space);
  EXPECT_THAT(store_->set("a", "1"), fails_with(ErrorCode::no_space));
  store_.reset();
  const std::string before = read_file(at("00000001.log")).substr(salt_offset, 8);
  std::filesystem::remove(at("00000001.log"));
  open(no_room);
  set("a", "1");
  EXPECT_NE(read_file(at("00000001.log")).substr(salt_offset, 8), before);
}

// Fails each call in turn that a set makes in a store that `prepare` has made.
class FailedCall : public CaskStoreTest, public testing::WithParamInterface<bool> {
 protected:
  // In a new store, or at a roll.
  void prepare() {
    store_.reset();
    std::filesystem::remove_all(path_);
    expected_.clear();
    open(no_room);
    if (GetParam()) set("before", long_value);
    files_.take_calls();
  }

  std::vector<std::string> calls_of_a_set() {
    prepare();
    EXPECT_THAT(store_->set("key", long_value), is_ok());
    return files_.take_calls();
  }

  // The n-th call is such a call for the m-th time.
  static int occurrence(const std::vector<std::string>& calls, std::size_t nth) {
    return static_cast<int>(std::count(calls.begin(), calls.begin() + nth + 1, calls[nth]));
  }
};

TEST_P(FailedCall, a_full_disk_fails_the_set_that_met_it_and_nothing_else) {
  const std::vector<std::string> calls = calls_of_a_set();
  int failed = 0;
  for (std::size_t nth = 0; nth < calls.size(); ++nth) {
    if (calls[nth].starts_with("sync")) continue;
    prepare();
    files_.fail(calls[nth], ErrorCode::no_space, occurrence(calls, nth));
    const Result<void> status = store_->set("key", long_value);
    // Nobody waits for the last one, which says that all is durable, nor for a removal.
    if (!status.ok()) {
      ++failed;
      EXPECT_THAT(status, fails_with(ErrorCode::no_space)) << calls[nth];
    } else {
      EXPECT_TRUE(nth + 1 == calls.size() || calls[nth].starts_with("remove")) << calls[nth];
      expected_["key"] = long_value;
    }
    expect_contents();
    set("key 2", "short");
    set("key 3", long_value);
    set("key 4", "short");
    expect_contents();
    const Contents expected = expected_;
    reopen(no_room);
    // The change that failed may be there (D7), but only if it was not overtaken: it is at the end.
    expect_contents();
    EXPECT_EQ(expected_, expected);
    set("key 5", "short");
    close_and_open(no_room);
    expect_contents();
    EXPECT_FALSE(HasFailure()) << "after " << calls[nth] << " number " << nth;
  }
  EXPECT_GE(failed, 4);
}

TEST_P(FailedCall, a_set_that_failed_is_wholly_there_or_absent_at_the_next_open) {
  const std::vector<std::string> calls = calls_of_a_set();
  for (std::size_t nth = 0; nth < calls.size(); ++nth) {
    prepare();
    files_.fail(calls[nth], ErrorCode::io_failed, occurrence(calls, nth));
    const bool is_there = store_->set("key", long_value).ok();
    reopen(no_room);
    if (is_there || get(*store_, "key").has_value()) expected_["key"] = long_value;
    expect_contents();
    EXPECT_FALSE(HasFailure()) << "after " << calls[nth] << " number " << nth;
  }
}

TEST_P(FailedCall, a_failed_sync_refuses_all_changes_until_the_store_is_opened_again) {
  const std::vector<std::string> calls = calls_of_a_set();
  int failed = 0;
  for (std::size_t nth = 0; nth < calls.size(); ++nth) {
    if (!calls[nth].starts_with("sync")) continue;
    ++failed;
    prepare();
    files_.fail(calls[nth], ErrorCode::io_failed, occurrence(calls, nth));
    EXPECT_THAT(store_->set("key", long_value), fails_with(ErrorCode::io_failed)) << calls[nth];
    files_.take_calls();
    EXPECT_THAT(store_->set("key 2", "x"), fails_with(ErrorCode::refused));
    EXPECT_THAT(store_->remove("before"), fails_with(ErrorCode::refused));
    EXPECT_THAT(store_->apply(Batch{}), fails_with(ErrorCode::refused));
    EXPECT_THAT(store_->sync(), fails_with(ErrorCode::refused));
    EXPECT_THAT(store_->compact(), fails_with(ErrorCode::refused));
    EXPECT_TRUE(store_->cask_stats().refuses_writes);
    for (const std::string& call : files_.take_calls()) {
      EXPECT_TRUE(call.starts_with("read ") || call.starts_with("size ")) << call;
    }
    expect_contents();  // reads go on, without the change that is in doubt (D5)
    reopen(no_room);
    if (get(*store_, "key") == long_value) expected_["key"] = long_value;
    expect_contents();
    set("key 2", "x");
    close_and_open(no_room);
    expect_contents();
    EXPECT_FALSE(HasFailure()) << "after " << calls[nth] << " number " << nth;
  }
  EXPECT_GE(failed, 3);
}

// A sync that failed left its pages clean: they are written once more, for the next one.
TEST_P(FailedCall, what_could_not_be_synced_is_written_again) {
  prepare();
  EXPECT_THAT(store_->set("key", "1"), is_ok());
  files_.take_calls();
  files_.fail("sync_data " + std::filesystem::path(last_log()).filename().string());
  EXPECT_THAT(store_->set("key", "2"), fails_with(ErrorCode::io_failed));
  std::vector<std::string> calls = files_.take_calls();
  calls.erase(calls.begin(), std::ranges::find_if(calls, [](const std::string& call) {
                return call.starts_with("sync_data");
              }));
  EXPECT_EQ(std::ranges::count_if(calls, [](auto& call) { return call.starts_with("write"); }), 1);
  EXPECT_THAT(calls, Contains(AnyOf("truncate 00000001.log", "truncate 00000002.log")));
}

INSTANTIATE_TEST_SUITE_P(places, FailedCall, testing::Bool(), [](const auto& rolls) {
  return rolls.param ? "at_a_roll" : "in_a_new_store";
});

}  // namespace
}  // namespace powercut
