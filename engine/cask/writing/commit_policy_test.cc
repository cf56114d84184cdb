// When a change becomes durable: by the store's policy, or by the call's (D1, D2, D3). Method: the
// syncs that are made, in virtual time.
#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr CaskOptions options_of(SyncPolicy policy) {
  return {.policy = policy, .segment_bytes = 256, .room_bytes = 0, .compacts = false};
}
constexpr CaskOptions everysec = options_of(SyncPolicy::everysec);
constexpr CaskOptions never = options_of(SyncPolicy::never);

class CommitPolicy : public CaskStoreTest {
 protected:
  // The syncs of segments since the last time.
  std::vector<std::string> take_syncs() {
    std::vector<std::string> syncs;
    for (const std::string& call : files_.take_calls()) {
      if (call.starts_with("sync_data 0")) syncs.push_back(call.substr(17, 1));
    }
    return syncs;
  }

  // With a segment already, so that its header's sync is not among what is counted.
  void start(const CaskOptions& options) {
    open(options);
    EXPECT_THAT(store_->set("first", "1", SyncPolicy::always), is_ok());
    take_syncs();
  }
};

TEST_F(CommitPolicy, everysec_syncs_within_a_second_of_the_first_change_without_traffic) {
  start(everysec);
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  time_.advance(500ms);
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  EXPECT_EQ(time_.waiting_tasks(), 1U);
  EXPECT_THAT(take_syncs(), IsEmpty());
  time_.advance(499ms);
  EXPECT_THAT(take_syncs(), ElementsAre("1")) << "one for both";
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  time_.advance(1h);
  EXPECT_THAT(take_syncs(), IsEmpty());
}

TEST_F(CommitPolicy, everysec_syncs_a_full_segment_soon_but_keeps_nobody_waiting_for_it) {
  start(everysec);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->set("b", long_value), is_ok());
  EXPECT_THAT(take_syncs(), ElementsAre("2")) << "the new header";
  time_.advance(1ms);
  EXPECT_THAT(take_syncs(), ElementsAre("1", "2"));
  time_.advance(1s);
  EXPECT_THAT(take_syncs(), IsEmpty());
}

TEST_F(CommitPolicy, everysec_leaves_no_more_than_one_full_segment_unsynced) {
  start(everysec);
  EXPECT_THAT(store_->set("a", long_value), is_ok());
  EXPECT_THAT(store_->set("b", long_value), is_ok());
  EXPECT_THAT(take_syncs(), ElementsAre("2", "3")) << "headers";
  EXPECT_THAT(store_->set("c", long_value), is_ok());
  EXPECT_THAT(take_syncs(), ElementsAre("2", "3", "4")) << "the log so far, and the new header";
  time_.advance(1s);
  EXPECT_THAT(take_syncs(), ElementsAre("4"));
}

// A crash could put the failed commit back, and the next one, if it has that length, right behind
// it.
TEST_F(CommitPolicy, a_commit_that_goes_over_a_failed_one_is_synced_before_the_next) {
  for (const CaskOptions& options : {everysec, never}) {
    start(options);
    files_.fail("write 00000001.log", ErrorCode::no_space);
    EXPECT_THAT(store_->set("a", "1"), fails_with(ErrorCode::no_space));
    EXPECT_THAT(take_syncs(), IsEmpty());
    EXPECT_THAT(store_->set("a", "2"), is_ok());
    EXPECT_THAT(take_syncs(), ElementsAre("1"));
    EXPECT_THAT(store_->set("a", "3"), is_ok());
    EXPECT_THAT(take_syncs(), IsEmpty());
    store_.reset();
    std::filesystem::remove_all(path_);
  }
}

// A change that is due is not forgotten behind one that nobody asks to sync.
TEST_F(CommitPolicy, everysec_is_kept_though_a_call_without_sync_rolls) {
  start(never);
  EXPECT_THAT(store_->set("a", "1", SyncPolicy::everysec), is_ok());
  EXPECT_THAT(store_->set("b", long_value), is_ok());
  EXPECT_THAT(take_syncs(), ElementsAre("2"));
  time_.advance(1ms);
  EXPECT_THAT(take_syncs(), ElementsAre("1", "2"));
}

TEST_F(CommitPolicy, never_syncs_headers_alone_until_it_is_asked_and_then_in_order) {
  start(never);
  for (const std::string key : {"a", "b", "c"}) {
    EXPECT_THAT(store_->set(key, long_value), is_ok());
  }
  time_.advance(1h);
  EXPECT_THAT(take_syncs(), ElementsAre("2", "3", "4"));
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(take_syncs(), ElementsAre("2", "3", "4"));
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(take_syncs(), IsEmpty()) << "nothing is left to sync";
}

TEST_F(CommitPolicy, the_policy_of_a_call_is_above_that_of_the_store) {
  start({.segment_bytes = 4096, .room_bytes = 0, .compacts = false});
  Batch batch;
  batch.set("c", "1");
  EXPECT_THAT(store_->set("a", "1", SyncPolicy::never), is_ok());
  EXPECT_THAT(store_->remove("a", SyncPolicy::never), has_value_of(true));
  EXPECT_THAT(store_->apply(batch, SyncPolicy::never), is_ok());
  EXPECT_THAT(take_syncs(), IsEmpty());
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_THAT(store_->set("d", "1"), is_ok());
  EXPECT_THAT(take_syncs(), ElementsAre("1"));
}

TEST_F(CommitPolicy, a_remove_of_nothing_writes_nothing_but_keeps_its_promise) {
  start(never);
  EXPECT_THAT(store_->remove("none", SyncPolicy::never), has_value_of(false));
  EXPECT_THAT(files_.take_calls(), IsEmpty());
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->remove("a"), has_value_of(true));
  take_syncs();
  EXPECT_THAT(store_->remove("a", SyncPolicy::always), has_value_of(false));
  EXPECT_THAT(take_syncs(), ElementsAre("1")) << "that it is not there is durable";
}

// Method: the mark that all is durable is a write that no sync follows.
TEST_F(CommitPolicy, a_busy_log_says_later_that_all_is_durable_and_once) {
  start({.segment_bytes = 4096, .room_bytes = 0, .compacts = false, .mark_delay = 5ms});
  time_.advance(5ms);
  files_.take_calls();
  for (const std::string key : {"a", "b"}) {
    EXPECT_THAT(store_->set(key, "1"), is_ok());
    EXPECT_THAT(files_.take_calls(), ElementsAre("write 00000001.log", "sync_data 00000001.log"));
  }
  time_.advance(5ms);
  EXPECT_THAT(files_.take_calls(), ElementsAre("write 00000001.log"));
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_THAT(store_->set("c", "1"), is_ok());
  EXPECT_THAT(store_->set("d", "1", SyncPolicy::never), is_ok());
  files_.take_calls();
  time_.advance(1h);
  EXPECT_THAT(files_.take_calls(), IsEmpty()) << "not all is durable";
}

TEST_F(CommitPolicy, a_close_syncs_and_a_destructor_does_not) {
  for (const SyncPolicy policy : {SyncPolicy::everysec, SyncPolicy::never}) {
    start(options_of(policy));
    set("a", "1");
    store_.reset();
    EXPECT_THAT(take_syncs(), IsEmpty());
    EXPECT_EQ(time_.waiting_tasks(), 0U);
    open(options_of(policy));
    expected_["first"] = "1";
    expect_contents();
    set("a", "2");
    take_syncs();
    EXPECT_THAT(store_->close(), is_ok());
    EXPECT_EQ(take_syncs().size(), 1U);
    EXPECT_EQ(time_.waiting_tasks(), 0U);
  }
}

TEST_F(CommitPolicy, a_failed_sync_in_the_background_refuses_later_changes) {
  start(everysec);
  set("a", "1");
  files_.fail("sync_data 00000001.log");
  time_.advance(1s);
  EXPECT_THAT(store_->set("b", "2"), fails_with(ErrorCode::refused));
  EXPECT_EQ(get(*store_, "a"), "1");
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_THAT(store_->close(), fails_with(ErrorCode::refused)) << "a is not durable";
  open(everysec);
  EXPECT_EQ(get(*store_, "a"), "1");
}

// A manifest that could not be synced takes nothing from what was acknowledged before.
TEST_F(CommitPolicy, a_close_syncs_the_log_though_a_sync_has_failed_elsewhere) {
  start(never);
  set("a", "1");
  files_.fail("sync_data manifest-0");
  EXPECT_THAT(store_->set("b", long_value), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(store_->set("c", "1"), fails_with(ErrorCode::refused));
  take_syncs();
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(take_syncs(), ElementsAre("1"));
}

TEST_F(CommitPolicy, a_batch_with_one_key_several_times_ends_with_its_last_word) {
  start(everysec);
  set("key 1", "before");
  Batch batch;
  batch.remove("key 1");
  batch.set("key 1", "again");
  batch.set("key 2", "1");
  batch.set("key 2", "2");
  batch.set("key 3", "1");
  batch.remove("key 3");
  batch.remove("key 3");
  EXPECT_THAT(store_->apply(batch), is_ok());
  expected_ = {{"first", "1"}, {"key 1", "again"}, {"key 2", "2"}};
  expect_contents();
  const auto books = books_of(*store_);
  reopen(everysec);
  expect_contents();
  EXPECT_EQ(books_of(*store_), books);
}

}  // namespace
}  // namespace powercut
