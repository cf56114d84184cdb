// Goal: compaction in the background changes no answer at any step (D11), keeps the store as small
// as it is told to, as fast as it may, and outlives what fails. Method: virtual time, task by task;
// steps of a few bytes, changes between them.
#include <random>
#include <thread>

#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Not;

constexpr CaskOptions in_background = {.policy = SyncPolicy::never,
                                       .segment_bytes = 512,
                                       .room_bytes = 0,
                                       .dead_percent_start = 40,
                                       .dead_percent_max = 100,
                                       .compaction_step_bytes = 1};

class CompactorTest : public CaskStoreTest {
 protected:
  void change_something(std::mt19937& random) {
    const std::string key = "key " + std::to_string(random() % 40);
    const std::string value(random() % 60, static_cast<char>('a' + random() % 26));
    switch (random() % 6) {
      case 0:
        return remove(key);
      case 1: {
        Batch batch;
        batch.set(key, value);
        batch.remove("key 1");
        batch.set("key 2", value);
        EXPECT_THAT(store_->apply(batch), is_ok());
        expected_[key] = value;
        expected_.erase("key 1");
        expected_["key 2"] = value;
        return;
      }
      default:
        return set(key, value);
    }
  }

  // Dead bytes enough, and no task but the compactor's.
  void overwrite(int turns) {
    for (int turn = 0; turn < turns; ++turn) set(std::to_string(turn % 5), std::string(40, 'x'));
  }

  // In each segment something stays.
  void overwrite_most() {
    for (int turn = 0; turn < 20; ++turn) {
      set("stays " + std::to_string(turn), std::string(100, 'x'));
      overwrite(5);
    }
  }

  // The name that the next file of a segment will have.
  std::string next_log() const {
    return to_text({CaskFileKind::log, store_->cask_stats().segments.back().number + 1});
  }

  bool is_there(const std::string& name) const { return std::filesystem::exists(at(name)); }

  std::uint64_t file_bytes() const { return store_->stats().file_bytes; }
};

class EveryStep : public CompactorTest, public testing::WithParamInterface<bool> {};

TEST_P(EveryStep, changes_no_answer_whatever_is_written_between) {
  CaskOptions options = in_background;
  options.ordered = GetParam();
  open(options);
  std::mt19937 random(11);
  std::uint64_t compactions = 0;
  for (int step = 0; step < 1200; ++step) {
    change_something(random);
    if (random() % 3 != 0) time_.run_next();
    if (step % 8 == 0) expect_contents();
    if (step % 300 == 299) {
      compactions += store_->cask_stats().compactions;
      reopen(options);  // in the middle of whatever is under way
      expect_contents();
    }
    ASSERT_FALSE(HasFailure()) << "step " << step;
  }
  EXPECT_GT(compactions, 10U);
  while (time_.run_next()) expect_contents();
  close_and_open(options);
  expect_contents();
}

INSTANTIATE_TEST_SUITE_P(indexes, EveryStep, testing::Bool(), [](const auto& ordered) {
  return ordered.param ? "ordered" : "unordered";
});

TEST_F(CompactorTest, works_until_little_is_dead_and_then_has_no_task) {
  open(in_background);
  overwrite(100);
  EXPECT_EQ(time_.waiting_tasks(), 1U);
  EXPECT_GT(file_bytes(), 5000U);
  time_.advance(1ns);
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_LE(file_bytes(), 4 * in_background.segment_bytes);
  EXPECT_GT(store_->cask_stats().compactions, 0U);
  expect_contents();
}

TEST_F(CompactorTest, does_nothing_in_the_background_if_it_is_told_so) {
  CaskOptions options = in_background;
  options.compacts = false;
  open(options);
  overwrite(100);
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_EQ(store_->cask_stats().compactions, 0U);
}

TEST_F(CompactorTest, writers_help_when_the_background_does_not_come_to_it) {
  CaskOptions options = in_background;
  options.dead_percent_max = 60;
  options.compaction_step_bytes = 1 << 20;
  open(options);
  std::uint64_t largest = 0;
  for (int turn = 0; turn < 200; ++turn) {
    overwrite(5);  // time stands still
    largest = std::max(largest, file_bytes());
  }
  EXPECT_LT(largest, 16 * options.segment_bytes);
  expect_contents();
}

TEST_F(CompactorTest, copies_no_faster_than_it_may) {
  CaskOptions options = in_background;
  options.compaction_bytes_per_second = 100;
  open(options);
  overwrite_most();
  const std::uint64_t before = store_->cask_stats().compacted_bytes;
  time_.advance(10s);
  const std::uint64_t copied = store_->cask_stats().compacted_bytes - before;
  EXPECT_GT(copied, 500U);
  EXPECT_LT(copied, 1000U + 150U) << "a record more";
  time_.advance(1h);
  EXPECT_GT(store_->cask_stats().compacted_bytes - before, copied);
  expect_contents();
}

TEST_F(CompactorTest, tries_again_after_a_full_disk) {
  open(in_background);
  overwrite_most();
  files_.fail("write " + next_log(), ErrorCode::no_space, 2);
  time_.advance(10ms);
  EXPECT_EQ(time_.waiting_tasks(), 1U) << "later";
  expect_contents();
  const std::uint64_t bytes = file_bytes();
  time_.advance(2s);
  EXPECT_LT(file_bytes(), bytes);
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  expect_contents();
  reopen();
  expect_contents();
}

// Method: an output is there, which no manifest names.
TEST_F(CompactorTest, a_close_in_the_middle_leaves_no_files_of_it) {
  open(in_background);
  overwrite_most();
  const std::string output = next_log();
  for (int step = 0; step < 20 && !is_there(output); ++step) time_.run_next();
  ASSERT_THAT(names(), Contains(output));
  ASSERT_EQ(store_->cask_stats().compactions, 0U);
  ASSERT_THAT(store_->close(), is_ok());
  EXPECT_THAT(names(), Not(Contains(output)));
  reopen();
  EXPECT_THAT(report_.ignored, testing::IsEmpty());
  expect_contents();
}

TEST_F(CompactorTest, a_sync_of_its_that_fails_refuses_changes) {
  open(in_background);
  overwrite_most();
  files_.fail("sync_data " + next_log());
  time_.advance(10ms);
  EXPECT_THAT(store_->set("a", "b"), fails_with(ErrorCode::refused));
  expect_contents();
  reopen();
  expect_contents();
}

TEST_F(CompactorTest, lets_a_damaged_segment_be_and_goes_on_with_others) {
  open(in_background);
  set("damaged", "value");
  overwrite(60);
  std::string bytes = read_file(at("00000001.log"));
  bytes[bytes.find("damaged") + 9] ^= 1;
  change_file(at("00000001.log"), bytes);
  for (int turn = 0; turn < 20; ++turn) {
    time_.advance(2s);
    overwrite(20);
  }
  EXPECT_GT(store_->cask_stats().compactions, 0U);
  EXPECT_THAT(names(), Contains("00000001.log"));
  ASSERT_TRUE(store_->damage().has_value());
  EXPECT_EQ(store_->damage()->file, at("00000001.log"));
  std::string value;
  EXPECT_THAT(store_->get("damaged", value), fails_with(ErrorCode::corrupt));
  EXPECT_EQ(get(*store_, "3"), expected_["3"]);
  EXPECT_LT(file_bytes(), 10 * in_background.segment_bytes);
}

// The sync of everysec is a task of the same executor: while it waited behind such a step, changes
// older than a second were not durable (D2). Method: the background's task falls due, in a thread
// of its own, while a compaction on request is under way; it must come back before that ends.
TEST_F(CompactorTest, does_not_let_the_executor_wait_for_a_compaction_on_request) {
  open(in_background);
  overwrite_most();
  ASSERT_EQ(time_.waiting_tasks(), 1U);
  bool came_back = false;
  files_.run_at("sync_dir", [&] {
    std::thread executor([&] { came_back = time_.run_next(); });
    executor.join();
  });
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_TRUE(came_back);
  EXPECT_EQ(time_.waiting_tasks(), 1U) << "it looks again later";
  expect_contents();
}

// Work that is due at its time, as the sync of everysec, does not wait for a step.
TEST_F(CompactorTest, works_in_the_background_and_nothing_else_does) {
  ManualTime background;
  Environment environment{files_, time_, time_, background};
  CaskOptions options = in_background;
  options.policy = SyncPolicy::everysec;
  auto opened = CaskStore::open(environment, path_, options);
  ASSERT_THAT(opened, is_ok());
  store_ = std::move(*opened);
  overwrite_most();
  EXPECT_EQ(background.waiting_tasks(), 1U);
  time_.advance(1h);
  EXPECT_EQ(time_.waiting_tasks(), 0U);
  EXPECT_EQ(store_->cask_stats().compacted_bytes, 0U);
  while (background.run_next()) continue;
  EXPECT_GT(store_->cask_stats().compactions, 0U);
  expect_contents();
  store_.reset();
}

// Method: in the middle of it; the close that follows gives up what is half done.
TEST_F(CompactorTest, on_request_ends_soon_when_it_is_stopped) {
  open(in_background);
  overwrite_most();
  files_.run_at("open " + next_log() + " replace", [&] { store_->stop_compacting(); });
  EXPECT_THAT(store_->compact(), fails_with(ErrorCode::closed));
  EXPECT_EQ(store_->cask_stats().compactions, 0U);
  expect_contents();
  set("later", "1");
  close_and_open(in_background);
  expect_contents();
}

// Method: a writer comes in the middle of it, when so much is dead that the writer would have to
// help.
TEST_F(CompactorTest, on_request_keeps_no_writer_waiting_for_all_of_it) {
  CaskOptions options = in_background;
  options.dead_percent_start = 0;
  options.dead_percent_max = 0;
  options.compacts = false;
  open(options);
  overwrite_most();
  options.compacts = true;
  reopen(options);
  overwrite(2);
  files_.run_at("sync_data " + next_log(), [&] {
    std::thread writer([&] { overwrite(30); });
    writer.join();
  });
  EXPECT_THAT(store_->compact(), is_ok());
  expect_contents();
}

TEST_F(CompactorTest, on_request_leaves_nothing_to_free_and_does_nothing_the_second_time) {
  for (const bool ordered : {false, true}) {
    CaskOptions options = small_segments;
    options.ordered = ordered;
    reopen(options);
    std::mt19937 random(3);
    for (int turn = 0; turn < 200; ++turn) change_something(random);
    EXPECT_GT(store_->stats().wasted_bytes, 0U);
    EXPECT_THAT(store_->compact(), is_ok());
    EXPECT_EQ(store_->stats().wasted_bytes, 0U);
    expect_contents();
    const auto books = books_of(*store_);
    for (const auto& book : books) EXPECT_LE(book[1], options.segment_bytes);
    if (!ordered) {
      files_.take_calls();
      EXPECT_THAT(store_->compact(), is_ok());
      EXPECT_THAT(files_.take_calls(), testing::IsEmpty());
    }
    EXPECT_THAT(store_->compact(), is_ok());
    EXPECT_EQ(store_->stats().wasted_bytes, 0U);
    close_and_open(options);
    expect_contents();
    EXPECT_EQ(store_->stats().wasted_bytes, 0U);
  }
}

}  // namespace
}  // namespace powercut
