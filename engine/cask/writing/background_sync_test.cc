// Goal: a sync in the background keeps no commit waiting, covers nothing that came while it was
// under way, and when it fails no caller is told that it succeeded (D2, D5, D7). Method: in the
// middle of the sync the test writes; where a commit must wait, on another thread.
#include <thread>

#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr CaskOptions small_everysec = {
    .policy = SyncPolicy::everysec, .segment_bytes = 256, .room_bytes = 0, .compacts = false};

class BackgroundSync : public CaskStoreTest {
 protected:
  // With a segment already, and a change that is due.
  BackgroundSync() {
    open(small_everysec);
    set("first", "1");
    time_.advance(1s);
    set("due", "1");
    files_.take_calls();
  }

  // In the sync that is due next, before the file is synced.
  void in_the_next_sync(std::function<void()> action) {
    files_.run_at("sync_data 00000001.log", std::move(action));
    time_.advance(1s);
  }

  std::vector<std::string> take_syncs() {
    std::vector<std::string> syncs = files_.take_calls();
    std::erase_if(syncs, [](const std::string& call) { return !call.starts_with("sync_data 0"); });
    return syncs;
  }
};

TEST_F(BackgroundSync, lets_changes_pass_and_syncs_them_a_second_later) {
  in_the_next_sync([&] {
    set("a", "1");
    remove("first");
    EXPECT_EQ(get(*store_, "a"), "1");
  });
  EXPECT_THAT(take_syncs(), ElementsAre("sync_data 00000001.log"));
  EXPECT_EQ(time_.waiting_tasks(), 1U) << "what came meanwhile is due";
  time_.advance(1s);
  EXPECT_THAT(take_syncs(), ElementsAre("sync_data 00000001.log"));
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  expect_contents();
  reopen(small_everysec);
  expect_contents();
}

TEST_F(BackgroundSync, says_of_nothing_that_came_meanwhile_that_it_is_durable) {
  in_the_next_sync([&] { set("a", "1"); });
  EXPECT_THAT(files_.take_calls(), ElementsAre("write 00000001.log", "sync_data 00000001.log"))
      << "no commit behind it that says so";
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(files_.take_calls(), ElementsAre("sync_data 00000001.log", "write 00000001.log"));
}

TEST_F(BackgroundSync, lets_the_log_go_on_to_another_segment) {
  in_the_next_sync([&] { set("a", long_value); });
  EXPECT_THAT(take_syncs(), ElementsAre("sync_data 00000002.log", "sync_data 00000001.log",
                                        "sync_data 00000002.log"))
      << "the header; the one under way; what came meanwhile, soon";
  EXPECT_TRUE(store_->cask_stats().segments.front().sealed);
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(take_syncs(), IsEmpty());
  expect_contents();
}

// Regression: a segment that was durable when the next one had been made was not sealed, and a
// manifest that names an open segment before a sealed one is taken for damage. Method: the sync
// comes in the middle of the roll, and nothing follows in the new segment.
TEST_F(BackgroundSync, that_ends_in_a_roll_seals_what_the_log_has_left) {
  files_.run_at("sync_data 00000002.log", [&] { time_.advance(1s); });
  files_.fail("write 00000002.log", ErrorCode::no_space, 2);
  EXPECT_THAT(store_->set("a", long_value), fails_with(ErrorCode::no_space));
  EXPECT_TRUE(store_->cask_stats().segments.front().sealed);
  files_.take_calls();
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(take_syncs(), IsEmpty());
  close_and_open(small_everysec);
  expect_contents();
}

TEST_F(BackgroundSync, that_fails_puts_all_in_doubt_that_came_meanwhile) {
  std::size_t bytes = 0;
  files_.fail("sync_data 00000001.log");
  in_the_next_sync([&] {
    set("a", long_value);
    bytes = read_file(at("00000001.log")).size();
  });
  const std::vector<std::string> calls = files_.take_calls();
  EXPECT_THAT(calls, Contains("truncate 00000001.log")) << "made dirty again";
  EXPECT_EQ(read_file(at("00000001.log")).size(), bytes) << "and nothing is cut off";
  EXPECT_THAT(store_->set("b", "1"), fails_with(ErrorCode::refused));
  EXPECT_THAT(store_->sync(), fails_with(ErrorCode::refused));
  time_.advance(1h);
  EXPECT_THAT(take_syncs(), IsEmpty()) << "none that could say it is well";
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  expect_contents();
}

// The system tells only one of two callers that the disk has failed: a change that is synced while
// another sync fails must not believe its own.
TEST_F(BackgroundSync, that_fails_fails_the_change_that_waits_for_it) {
  files_.fail("sync_data 00000001.log");
  std::jthread other;
  Result<void> changed;
  std::atomic<bool> is_written = false;
  in_the_next_sync([&] {
    files_.run_at("write 00000001.log", [&] { is_written = true; });
    other = std::jthread([&] { changed = store_->set("a", "1", SyncPolicy::always); });
    while (!is_written) std::this_thread::yield();
    // Time for it to get to its sync; if it does not, it is refused before.
    std::this_thread::sleep_for(10ms);
  });
  other.join();
  EXPECT_THAT(changed, fails_with(ErrorCode::refused));
  EXPECT_THAT(take_syncs(), ElementsAre("sync_data 00000001.log")) << "no second try";
  EXPECT_EQ(get(*store_, "a"), std::nullopt);
}

TEST_F(BackgroundSync, is_waited_for_by_a_change_that_must_be_durable) {
  std::jthread other;
  std::atomic<bool> is_written = false;
  std::atomic<bool> is_acknowledged = false;
  in_the_next_sync([&] {
    files_.run_at("write 00000001.log", [&] { is_written = true; });
    other = std::jthread([&] {
      EXPECT_THAT(store_->set("a", "1", SyncPolicy::always), is_ok());
      is_acknowledged = true;
    });
    while (!is_written) std::this_thread::yield();
    std::this_thread::sleep_for(10ms);
    EXPECT_FALSE(is_acknowledged);
  });
  other.join();
  EXPECT_EQ(take_syncs().size(), 2U) << "it came too late for the first";
}

TEST_F(BackgroundSync, is_none_of_those_that_keep_a_quick_change_waiting) {
  const auto [fits, does_not] = std::pair(20U, 200U);
  in_the_next_sync([&] {
    EXPECT_TRUE(store_->applies_quickly(fits));
    EXPECT_FALSE(store_->applies_quickly(does_not)) << "a new segment";
  });
  EXPECT_TRUE(store_->applies_quickly(fits));
  files_.run_at("sync_data 00000001.log", [&] {
    EXPECT_FALSE(store_->applies_quickly(fits)) << "somebody commits, and waits for the sync";
  });
  EXPECT_THAT(store_->set("b", "1", SyncPolicy::always), is_ok());
  reopen({.policy = SyncPolicy::always});
  EXPECT_FALSE(store_->applies_quickly(fits)) << "a sync of its own";
}

}  // namespace
}  // namespace powercut
