// When a change becomes durable, and what a sync that fails costs (D1, D2, D3, D7).
#include "engine/log/log_store_test.h"
#include "powercut/io/thread_executor.h"

namespace powercut {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

using LogStoreSync = LogStoreTest;

constexpr LogStoreOptions always = {.policy = SyncPolicy::always};
constexpr LogStoreOptions everysec = {.policy = SyncPolicy::everysec};
constexpr LogStoreOptions never = {.policy = SyncPolicy::never};

TEST_F(LogStoreSync, always_syncs_before_each_acknowledgement) {
  open(always);
  Batch batch;
  batch.set("b", "2");
  batch.set("c", "3");
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log", "sync log"));
  EXPECT_THAT(store_->remove("a"), has_value_of(true));
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log", "sync log"));
  EXPECT_THAT(store_->apply(batch), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log", "sync log"));
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(files_.take_calls(), IsEmpty()) << "nothing is left to sync";
}

TEST_F(LogStoreSync, never_leaves_it_to_the_system_until_asked) {
  open(never);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  time_.advance(1h);
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log"));
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("sync log"));
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log"));
}

TEST_F(LogStoreSync, everysec_syncs_within_a_second_of_the_first_change_without_traffic) {
  open(everysec);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  time_.advance(500ms);
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log", "write log"));
  time_.advance(500ms);
  EXPECT_THAT(files_.take_calls(), ElementsAre("sync log")) << "one for both";
  time_.advance(1h);
  EXPECT_THAT(files_.take_calls(), IsEmpty());
}

TEST_F(LogStoreSync, everysec_has_no_task_while_nothing_is_to_be_synced) {
  open(everysec);
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  for (int round = 0; round < 3; ++round) {
    EXPECT_THAT(store_->set("a", "1"), is_ok());
    EXPECT_THAT(store_->set("b", "2"), is_ok());
    EXPECT_EQ(time_.waiting_tasks(), 1U);
    time_.advance(1s);
    EXPECT_EQ(time_.waiting_tasks(), 0U);
  }
  EXPECT_EQ(std::ranges::count(files_.take_calls(), "sync log"), 3);
}

TEST_F(LogStoreSync, everysec_syncs_at_close_and_only_there) {
  open(everysec);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log", "sync log"));
  EXPECT_EQ(time_.waiting_tasks(), 0U);

  open(everysec);
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  store_.reset();
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log")) << "the destructor writes nothing";
  EXPECT_EQ(time_.waiting_tasks(), 0U);
}

TEST_F(LogStoreSync, a_failed_sync_fails_the_change_and_refuses_all_later_ones) {
  open(always);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  files_.take_calls();
  files_.fail("sync log");
  EXPECT_THAT(store_->set("a", "2"), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log", "sync log", "size log", "read log",
                                               "write log", "truncate log"))
      << "the record in doubt is written again, so that the next open can sync it";

  EXPECT_THAT(store_->set("b", "3"), fails_with(ErrorCode::refused));
  EXPECT_THAT(store_->remove("a"), fails_with(ErrorCode::refused));
  EXPECT_THAT(store_->remove("no such key"), fails_with(ErrorCode::refused));
  EXPECT_THAT(store_->apply(Batch{}), fails_with(ErrorCode::refused));
  EXPECT_THAT(store_->sync(), fails_with(ErrorCode::refused));
  EXPECT_THAT(store_->compact(), fails_with(ErrorCode::refused));
  EXPECT_THAT(files_.take_calls(), IsEmpty());
  EXPECT_EQ(get(*store_, "a"), "1") << "what is in doubt is not shown (D5)";
  EXPECT_THAT(store_->close(), is_ok());

  open(always);
  EXPECT_EQ(get(*store_, "a"), "2") << "from the next open on it is wholly there (D7)";
  EXPECT_THAT(store_->set("b", "3"), is_ok());
}

TEST_F(LogStoreSync, a_failed_background_sync_refuses_later_changes) {
  open(everysec);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  files_.fail("sync log");
  time_.advance(1s);
  EXPECT_THAT(files_.take_calls(), Contains("truncate log"));
  EXPECT_THAT(store_->set("b", "2"), fails_with(ErrorCode::refused));
  EXPECT_EQ(get(*store_, "a"), "1");
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_THAT(store_->close(), fails_with(ErrorCode::refused)) << "a is not durable";
  open(everysec);
  EXPECT_EQ(get(*store_, "a"), "1");
}

TEST_F(LogStoreSync, a_failed_sync_at_close_is_reported_and_the_store_is_closed) {
  open(everysec);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  files_.fail("sync log");
  EXPECT_THAT(store_->close(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(store_->close(), fails_with(ErrorCode::closed));
  open(everysec);
}

TEST_F(LogStoreSync, a_failed_sync_on_request_refuses_later_changes) {
  open(never);
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  files_.fail("sync log");
  EXPECT_THAT(store_->sync(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(store_->set("a", "2"), fails_with(ErrorCode::refused));
}

// A real thread beside the caller: for the thread sanitizer, and for deadlocks of close and cancel.
TEST_F(LogStoreSync, everysec_works_beside_the_callers_thread) {
  SystemClock clock;
  ThreadExecutor executor;
  Environment environment{files_, clock, executor};
  for (const bool compacts : {true, false}) {
    Result<std::unique_ptr<LogStore>> opened = LogStore::open(environment, log_path_, everysec);
    ASSERT_THAT(opened, is_ok());
    LogStore& store = **opened;
    files_.take_calls();
    const Duration end = clock.now() + everysec_delay + 100ms;
    std::atomic<bool> has_synced = compacts;  // who compacts need not wait for that
    if (!compacts) files_.run_at("sync log", [&] { has_synced = true; });
    for (int i = 0; clock.now() < end || !has_synced; ++i) {
      ASSERT_THAT(store.set("a", std::to_string(i)), is_ok());
      if (compacts && i % 100 == 0) {
        ASSERT_THAT(store.compact(), is_ok());
      }
    }
    if (compacts) {
      EXPECT_THAT(store.close(), is_ok());
    }
  }
}

}  // namespace
}  // namespace powercut
