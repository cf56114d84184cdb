// Goal: callers that meet in one commit get what each is owed. Method: while one change is synced
// others come, and its sync ends when all of them wait: they then are one group. Which of them is
// first is not said, so the tests hold for each order, and are made a few times.
#include <thread>

#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

constexpr CaskOptions one_segment = {.room_bytes = 0, .compacts = false};
constexpr int turns = 4;

class CommitQueueGroup : public CaskStoreTest {
 protected:
  CommitQueueGroup() { start(); }

  // Anew: a store that was reopened may go on in another segment, whose sync no test waits for.
  void start() {
    store_.reset();
    std::filesystem::remove_all(path_);
    open(one_segment);
    set("door", "open");
  }

  std::uint64_t groups_of(std::size_t size) const {
    return store_->cask_stats().group_sizes[static_cast<std::size_t>(std::bit_width(size)) - 1];
  }

  // Lets the calls meet in one commit.
  void meet(const std::vector<std::function<void()>>& calls) {
    const std::uint64_t before = groups_of(calls.size());
    std::atomic<std::size_t> ended = 0;  // one that does not wait must not be waited for
    std::vector<std::jthread> threads;
    files_.run_at("sync_data 00000001.log", [&] {
      for (const auto& call : calls) {
        threads.emplace_back([&] {
          call();
          ++ended;
        });
      }
      while (store_->cask_stats().waiting + ended < calls.size()) std::this_thread::yield();
    });
    EXPECT_THAT(store_->set("door", "open", SyncPolicy::always), is_ok());
    ASSERT_EQ(threads.size(), calls.size()) << "nobody synced that log";
    threads.clear();
    EXPECT_EQ(groups_of(calls.size()), before + 1);
  }
};

TEST_F(CommitQueueGroup, is_written_once_and_synced_once_if_one_of_it_asks_for_it) {
  for (const SyncPolicy policy : {SyncPolicy::always, SyncPolicy::never}) {
    for (int turn = 0; turn < turns; ++turn) {
      const CaskStats before = store_->cask_stats();
      files_.take_calls();
      meet({[&] { EXPECT_THAT(store_->set("a", "1", SyncPolicy::never), is_ok()); },
            [&] { EXPECT_THAT(store_->set("b", "2", policy), is_ok()); },
            [&] { EXPECT_THAT(store_->set("c", "3", SyncPolicy::never), is_ok()); }});
      const std::vector<std::string> calls = files_.take_calls();
      const CaskStats after = store_->cask_stats();
      const bool syncs = policy == SyncPolicy::always;
      EXPECT_EQ(after.commits - before.commits, 2U);
      EXPECT_EQ(after.syncs - before.syncs, syncs ? 2U : 1U);
      EXPECT_EQ(std::ranges::count(calls, "sync_data 00000001.log"), syncs ? 2 : 1);
    }
  }
  expected_ = {{"a", "1"}, {"b", "2"}, {"c", "3"}, {"door", "open"}};
  expect_contents();
  reopen(one_segment);
  expect_contents();
}

TEST_F(CommitQueueGroup, a_remove_sees_what_stands_before_it) {
  for (int turn = 0; turn < turns; ++turn) {
    start();
    const bool was_there = turn % 2 == 0;
    EXPECT_THAT(was_there ? store_->set("key", "0") : Result<void>(), is_ok());
    std::atomic<int> removed = 0;
    const auto remove = [&] {
      const Result<bool> done = store_->remove("key");
      EXPECT_THAT(done, is_ok());
      removed += done.ok() && *done;
    };
    meet({remove, [&] { EXPECT_THAT(store_->set("key", "1"), is_ok()); }, remove, remove});
    // The key that was set was removed once, or is there.
    const bool is_there = get(*store_, "key").has_value();
    EXPECT_GE(removed + is_there, 1);
    EXPECT_LE(removed + is_there, was_there ? 2 : 1);
    reopen(one_segment);
    EXPECT_EQ(get(*store_, "key").has_value(), is_there);
    EXPECT_THAT(store_->remove("key"), has_value_of(is_there));
  }
}

TEST_F(CommitQueueGroup, the_last_change_of_a_key_counts_in_memory_and_on_disk) {
  for (int turn = 0; turn < turns; ++turn) {
    start();
    std::vector<std::function<void()>> calls;
    for (int number = 0; number < 6; ++number) {
      calls.emplace_back([&, number] {
        Batch batch;
        for (const std::string key : {"a", "b", "a"}) batch.set(key, std::to_string(number));
        if (number % 2 == 0) batch.remove("c");
        batch.set("c", std::to_string(number));
        EXPECT_THAT(store_->apply(batch), is_ok());
      });
    }
    meet(calls);
    expected_ = contents_of(*store_);
    EXPECT_EQ(expected_.size(), 4U);
    EXPECT_EQ(expected_["a"], expected_["b"]) << "a batch is whole (D9)";
    EXPECT_EQ(expected_["a"], expected_["c"]);
    const auto books = books_of(*store_);
    reopen(one_segment);
    expect_contents();
    // The mark that says that all is durable is a part of the segment now.
    EXPECT_EQ(books_of(*store_)[0][1], books[0][1] + commit_header_bytes);
    for (const std::size_t book : {2, 3, 4}) EXPECT_EQ(books_of(*store_)[0][book], books[0][book]);
  }
}

// Method: the write of the group fails, and one of those that are then tried one by one.
TEST_F(CommitQueueGroup, a_full_disk_fails_only_the_one_that_met_it) {
  for (int turn = 0; turn < turns; ++turn) {
    start();
    // The door's commit and its mark come before the group.
    for (const int nth : {3, 4}) files_.fail("write 00000001.log", ErrorCode::no_space, nth);
    std::array<bool, 4> is_set{};
    std::vector<std::function<void()>> calls;
    for (std::size_t number = 0; number < is_set.size(); ++number) {
      calls.emplace_back([&, number] {
        const Result<void> status = store_->set(std::to_string(number), "value");
        is_set[number] = status.ok();
        EXPECT_EQ(status.ok() ? ErrorCode::no_space : status.error().code, ErrorCode::no_space);
      });
    }
    meet(calls);
    EXPECT_EQ(std::ranges::count(is_set, true), 3);
    for (std::size_t number = 0; number < is_set.size(); ++number) {
      EXPECT_EQ(get(*store_, std::to_string(number)).has_value(), is_set[number]);
    }
    EXPECT_THAT(store_->set("later", "value"), is_ok());
    reopen(one_segment);
    for (std::size_t number = 0; number < is_set.size(); ++number) {
      EXPECT_EQ(get(*store_, std::to_string(number)).has_value(), is_set[number]);
    }
  }
}

// Nobody knows whether there is anything to remove; but a set makes it good.
TEST_F(CommitQueueGroup, a_damaged_record_fails_its_remove_and_nothing_else) {
  set("damaged", "value");
  set("good", "value");
  std::string bytes = read_file(last_log());
  bytes[bytes.find("damaged")] ^= 1;
  change_file(last_log(), bytes);
  for (int turn = 0; turn < turns; ++turn) {
    meet({[&] { EXPECT_THAT(store_->remove("damaged"), fails_with(ErrorCode::corrupt)); },
          [&] { EXPECT_THAT(store_->set("good", "2"), is_ok()); },
          [&] { EXPECT_THAT(store_->remove("none"), has_value_of(false)); }});
  }
  EXPECT_EQ(get(*store_, "good"), "2");
  std::string value;
  EXPECT_THAT(store_->get("damaged", value), fails_with(ErrorCode::corrupt));
  EXPECT_THAT(store_->set("damaged", "made good"), is_ok());
  EXPECT_EQ(get(*store_, "good"), "2");
}

TEST_F(CommitQueueGroup, a_failed_sync_fails_all_of_it) {
  for (int turn = 0; turn < turns; ++turn) {
    start();
    files_.fail("sync_data 00000001.log", ErrorCode::io_failed, 2);
    std::atomic<int> failed = 0;
    const auto set = [&](const std::string& key) {
      return [&, key] { failed += !store_->set(key, "1").ok(); };
    };
    meet({set("a"), set("b"), set("c")});
    EXPECT_EQ(failed, 3);
    EXPECT_EQ(contents_of(*store_), (Contents{{"door", "open"}}));
  }
}

}  // namespace
}  // namespace powercut
