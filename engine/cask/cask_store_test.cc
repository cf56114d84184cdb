// The answers of a CaskStore beyond those of every store: limits, big values, policies of calls,
// scans beside writes, stats, and how the next open finds it.
#include "engine/cask/cask_store_test.h"

#include <thread>

namespace powercut {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class CaskStoreBothWays : public CaskStoreTest, public testing::WithParamInterface<bool> {
 protected:
  CaskStoreBothWays() { options_.ordered = GetParam(); }

  std::vector<std::string> keys_of(const KeyRange& range) {
    std::vector<std::string> keys;
    EXPECT_THAT(store_->scan(range,
                             [&](std::string_view key, std::string_view) {
                               keys.emplace_back(key);
                               return true;
                             }),
                is_ok());
    return keys;
  }

  CaskOptions options_ = small_segments;
};

INSTANTIATE_TEST_SUITE_P(indexes, CaskStoreBothWays, testing::Bool(), [](const auto& ordered) {
  return ordered.param ? "ordered" : "unordered";
});

TEST_P(CaskStoreBothWays, refuses_what_is_too_large_and_changes_nothing) {
  open(options_);
  set("a", "1");
  files_.take_calls();
  const std::string longest_key(cask_key_bytes_max, 'k');
  EXPECT_THAT(store_->set(longest_key + "k", "1"), fails_with(ErrorCode::too_large));
  EXPECT_THAT(store_->remove(longest_key + "k"), fails_with(ErrorCode::too_large));
  Batch batch;
  batch.set("b", "2");
  batch.remove(longest_key + "k");
  EXPECT_THAT(store_->apply(batch), fails_with(ErrorCode::too_large));
  Batch large;
  for (int number = 0; number < 65; ++number) {
    large.set(std::to_string(number), std::string(mebibyte, 'x'));
  }
  EXPECT_THAT(store_->apply(large), fails_with(ErrorCode::too_large));
  for (const std::string& call : files_.take_calls()) {
    EXPECT_FALSE(call.starts_with("write")) << call;
  }
  expect_contents();
  set(longest_key, "the longest key");
  expect_contents();
  reopen(options_);
  expect_contents();
}

// Nothing of the value is looked at, so it need not be there.
TEST_F(CaskStoreTest, refuses_a_value_over_the_limit) {
  open();
  const std::string_view value("x", cask_value_bytes_max + 1);
  EXPECT_THAT(store_->set("a", value), fails_with(ErrorCode::too_large));
  expect_contents();
}

TEST_P(CaskStoreBothWays, keeps_a_big_value_across_opens_and_a_compaction) {
  open(options_);
  std::string value(70 * mebibyte, '\0');
  for (std::size_t place = 0; place < value.size(); place += 4093) {
    value[place] = static_cast<char>(place / 4093);
  }
  set("small", "1");
  EXPECT_THAT(store_->set("big", value), is_ok());
  EXPECT_TRUE(get(*store_, "big") == value);
  reopen(options_);
  EXPECT_TRUE(get(*store_, "big") == value);
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_TRUE(get(*store_, "big") == value);
  EXPECT_THAT(store_->close(), is_ok());
  reopen(options_);
  EXPECT_TRUE(get(*store_, "big") == value);
  EXPECT_EQ(get(*store_, "small"), "1");
}

TEST_P(CaskStoreBothWays, scans_every_range_as_a_map_does) {
  open(options_);
  for (int number = 0; number < 30; ++number) set("key " + std::to_string(number * 3), "x");
  set("", "empty");
  set("key ", "prefix");
  set("kez", "behind");
  remove("key 3");
  const std::vector<std::string> bounds = {"",      "key ",  "key 1", "key 12", "key 13",
                                           "key 3", "key z", "kez",   "z"};
  for (const std::string& from : bounds) {
    for (const std::string& to : bounds) {
      for (const std::size_t limit : {std::size_t{1}, std::size_t{3}, std::size_t{100}}) {
        std::vector<std::string> wanted;
        for (const auto& [key, value] : expected_) {
          if (key >= from && key < to) wanted.push_back(key);
        }
        std::vector<std::string> backwards(wanted.rbegin(), wanted.rend());
        wanted.resize(std::min(limit, wanted.size()));
        backwards.resize(std::min(limit, backwards.size()));
        EXPECT_EQ(keys_of({.from = from, .to = to, .limit = limit}), wanted);
        EXPECT_EQ(keys_of({.from = from, .to = to, .limit = limit, .reverse = true}), backwards);
      }
    }
  }
}

// Method: the first visit lets other threads write, and compact, before the scan goes on.
TEST_F(CaskStoreTest, an_ordered_scan_sees_one_moment_whatever_is_written_and_compacted) {
  CaskOptions options = small_segments;
  options.ordered = true;
  open(options);
  for (int number = 0; number < 50; ++number) set("key " + std::to_string(number), "before");
  const Contents before = expected_;
  Contents seen;
  bool is_first = true;
  EXPECT_THAT(store_->scan({},
                           [&](std::string_view key, std::string_view value) {
                             seen.emplace(key, value);
                             if (!std::exchange(is_first, false)) return true;
                             std::jthread([&] {
                               for (int number = 0; number < 50; number += 2) {
                                 set("key " + std::to_string(number), "after");
                               }
                               for (int number = 1; number < 50; number += 4) {
                                 remove("key " + std::to_string(number));
                               }
                               set("key 100", "new");
                               EXPECT_THAT(store_->compact(), is_ok());
                             }).join();
                             return true;
                           }),
              is_ok());
  EXPECT_EQ(seen, before);
  expect_contents();
  // A segment that the scan held is let go of at the next occasion.
  EXPECT_THAT(names(), Contains("00000001.log"));
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(names(), Not(Contains("00000001.log")));
}

TEST_F(CaskStoreTest, an_unordered_scan_visits_what_is_there_throughout) {
  open();
  for (int number = 0; number < 50; ++number) set("key " + std::to_string(number), "before");
  std::vector<std::string> seen;
  EXPECT_THAT(store_->scan({},
                           [&](std::string_view key, std::string_view) {
                             seen.emplace_back(key);
                             if (seen.size() != 1) return true;
                             std::jthread([&] {
                               remove("key 49");
                               for (int number = 0; number < 40; ++number) {
                                 set("key " + std::to_string(number), "after");
                               }
                               EXPECT_THAT(store_->compact(), is_ok());
                             }).join();
                             return true;
                           }),
              is_ok());
  std::vector<std::string> wanted;
  for (const auto& [key, value] : expected_) wanted.push_back(key);
  EXPECT_EQ(seen, wanted);
}

TEST_P(CaskStoreBothWays, opens_by_a_checkpoint_by_hints_or_by_the_log_to_the_same_store) {
  open(options_);
  for (int number = 0; number < 60; ++number) {
    set("key " + std::to_string(number % 17), std::to_string(number));
    if (number % 5 == 0) remove("key " + std::to_string(number % 17));
    EXPECT_THAT(number == 40 ? store_->compact() : Result<void>(), is_ok());
  }
  EXPECT_THAT(store_->close(), is_ok());
  const auto books = books_of(*store_);
  const StoreStats stats = store_->stats();
  const auto expect_same = [&] {
    EXPECT_EQ(books_of(*store_), books);
    EXPECT_EQ(store_->stats().wasted_bytes, stats.wasted_bytes);
    EXPECT_EQ(store_->stats().file_bytes, stats.file_bytes);
    expect_contents();
  };
  reopen(options_);
  EXPECT_TRUE(report_.used_checkpoint);
  EXPECT_EQ(report_.records, expected_.size());
  EXPECT_EQ(report_.bytes_read, 0U);
  expect_same();
  reopen(options_);
  EXPECT_TRUE(report_.used_checkpoint) << "who writes nothing leaves it";
  std::filesystem::remove(at("index"));
  reopen(options_);
  EXPECT_FALSE(report_.used_checkpoint);
  EXPECT_GT(report_.hinted, 0U);
  expect_same();
  for (const std::string& name : names()) {
    if (name.ends_with(".hint")) std::filesystem::remove(at(name));
  }
  reopen(options_);
  EXPECT_EQ(report_.hinted, 0U);
  EXPECT_GT(report_.bytes_read, 0U);
  expect_same();
}

TEST_F(CaskStoreTest, a_checkpoint_does_not_outlive_the_first_change) {
  open();
  set("a", "1");
  close_and_open();
  EXPECT_TRUE(report_.used_checkpoint);
  set("a", "2");
  EXPECT_THAT(names(), Not(Contains("index")));
  reopen();
  EXPECT_FALSE(report_.used_checkpoint);
  expect_contents();
  set("b", "3");
  CaskOptions seeded = small_segments;
  seeded.seed = 5;
  close_and_open(seeded);
  EXPECT_FALSE(report_.used_checkpoint) << "its hashes are of another seed";
  expect_contents();
}

TEST_F(CaskStoreTest, has_room_behind_its_end_until_it_is_closed) {
  open({.segment_bytes = 4096, .room_bytes = 1024, .compacts = false});
  set("a", "1");
  EXPECT_GE(std::filesystem::file_size(last_log()), 1024U);
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_EQ(std::filesystem::file_size(last_log()), store_->stats().file_bytes);
}

TEST_F(CaskStoreTest, tells_what_it_holds_and_what_of_it_is_dead) {
  open({.segment_bytes = 4096, .room_bytes = 0, .compacts = false});
  set("key", "value");
  set("key", "other");
  set("gone", "");
  remove("gone");
  EXPECT_THAT(store_->remove("none"), has_value_of(false));
  EXPECT_THAT(store_->sync(), is_ok());
  const CaskStats stats = store_->cask_stats();
  ASSERT_EQ(stats.segments.size(), 1U);
  EXPECT_EQ(stats.keys, 1U);
  EXPECT_EQ(stats.segments[0].number, 1U);
  EXPECT_FALSE(stats.segments[0].sealed);
  EXPECT_FALSE(stats.segments[0].merged);
  EXPECT_EQ(stats.segments[0].live_bytes, 20U);
  EXPECT_EQ(stats.segments[0].dead_bytes, 20U + 16U);
  EXPECT_EQ(stats.segments[0].remove_bytes, 16U);
  EXPECT_EQ(stats.segments[0].file_bytes, 64U + 4 * 28 + 2 * 20 + 2 * 16);
  EXPECT_EQ(stats.syncs, 4U);
  EXPECT_EQ(stats.commits, 4U);
  EXPECT_FALSE(stats.refuses_writes);
  EXPECT_EQ(store_->stats().wasted_bytes, 4 * 28U + 20U + 2 * 16U);
  EXPECT_EQ(store_->stats().file_bytes, stats.segments[0].file_bytes);
}

}  // namespace
}  // namespace powercut
