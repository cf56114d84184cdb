#include "server/commands/keyspace/keyspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "server/commands/keyspace/map_store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

// Room for two changes with 20 bytes of keys and values; a batch with two is full.
constexpr std::size_t overhead = PendingBatch::change_overhead;
constexpr KeyspaceLimits small_limits = {.key_bytes_max = 8,
                                         .value_bytes_max = 16,
                                         .unit_bytes_max = 2 * overhead + 20,
                                         .batch_bytes_max = overhead};

class keyspace : public testing::Test {
 protected:
  // One command; what its answer needs.
  template <typename Command>
  std::uint64_t run(Command&& command) {
    keys_.begin_command();
    command();
    const std::uint64_t needed = keys_.needed();
    keys_.end_command();
    return needed;
  }
  std::uint64_t set(std::string_view key, std::string_view value) {
    return run([&] { ASSERT_TRUE(keys_.set(key, value).ok()); });
  }
  std::uint64_t remove(std::string_view key) {
    return run([&] { ASSERT_TRUE(keys_.remove(key).ok()); });
  }
  std::string get(std::string_view key, std::uint64_t* needed = nullptr) {
    std::string value;
    bool is_there = false;
    const std::uint64_t waits = run([&] { is_there = *keys_.get(key, value); });
    if (needed != nullptr) *needed = waits;
    return is_there ? value : "none";
  }
  void commit_all() {
    while (const PendingBatch* batch = keys_.take_batch()) {
      ASSERT_TRUE(batch->commit_to(store_).ok());
      keys_.finish(true);
    }
  }

  MapStore store_;
  Keyspace keys_{store_};
};

TEST_F(keyspace, reads_what_is_on_its_way_to_the_store) {
  store_.map = {{"a", "old"}, {"b", "old"}};
  set("a", "new");
  remove("b");
  EXPECT_EQ(get("a"), "new");
  EXPECT_EQ(get("b"), "none");
  EXPECT_THAT(store_.map, ElementsAre(Pair("a", "old"), Pair("b", "old")));
  commit_all();
  EXPECT_THAT(store_.map, ElementsAre(Pair("a", "new")));
  EXPECT_EQ(get("a"), "new");
}

// Goal: nobody is told of a change that a crash could still undo.
TEST_F(keyspace, lets_an_answer_wait_for_what_it_has_read) {
  store_.map = {{"stored", "x"}};
  std::uint64_t needed = 9;
  EXPECT_EQ(get("stored", &needed), "x");
  EXPECT_EQ(needed, 0u);
  const std::uint64_t first = set("a", "1");
  EXPECT_GT(first, keys_.decided());
  get("a", &needed);
  EXPECT_EQ(needed, first);
  get("stored", &needed);
  EXPECT_EQ(needed, 0u);
  remove("stored");
  get("stored", &needed);
  EXPECT_EQ(needed, first);
  commit_all();
  EXPECT_EQ(keys_.decided(), first);
  get("a", &needed);
  EXPECT_EQ(needed, 0u);
}

TEST_F(keyspace, gathers_commands_into_a_batch_until_it_is_on_its_way) {
  const std::uint64_t first = set("a", "1");
  EXPECT_EQ(set("b", "2"), first);
  const PendingBatch* batch = keys_.take_batch();
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->changes().size(), 2u);
  EXPECT_EQ(keys_.take_batch(), nullptr) << "one at a time";
  const std::uint64_t second = set("a", "3");
  EXPECT_GT(second, first);
  EXPECT_EQ(batch->changes().size(), 2u) << "it does not grow any more";
  EXPECT_EQ(get("a"), "3");
  EXPECT_EQ(keys_.finish(true), first);
  EXPECT_EQ(keys_.take_batch()->changes().size(), 1u);
}

TEST_F(keyspace, never_splits_a_command_over_batches) {
  Keyspace keys(store_, small_limits);
  keys.begin_command();
  for (int number = 0; number < 2; ++number)
    ASSERT_TRUE(keys.set(std::to_string(number), "1").ok());
  EXPECT_EQ(keys.changes().size(), 2u);
  keys.end_command();
  keys.begin_command();
  ASSERT_TRUE(keys.set("next", "").ok());
  keys.end_command();
  EXPECT_EQ(keys.take_batch()->changes().size(), 2u);
  keys.finish(true);
  EXPECT_EQ(keys.take_batch()->changes().size(), 1u) << "two changes fill a batch";
}

TEST_F(keyspace, drops_everything_behind_a_batch_that_failed) {
  store_.map = {{"a", "old"}};
  set("a", "1");
  ASSERT_NE(keys_.take_batch(), nullptr);
  const std::uint64_t second = set("b", "read of a");
  EXPECT_EQ(keys_.finish(false), second) << "it is decided with the first";
  EXPECT_FALSE(keys_.has_pending());
  EXPECT_EQ(get("a"), "old");
  EXPECT_EQ(get("b"), "none");
  EXPECT_GT(set("c", "1"), second) << "sequences go on";
}

TEST_F(keyspace, refuses_what_is_over_a_limit_and_changes_nothing) {
  Keyspace keys(store_, small_limits);
  keys.begin_command();
  EXPECT_EQ(keys.set("123456789", "x").error().code, ErrorCode::too_large);
  EXPECT_EQ(keys.set("a", std::string(17, 'x')).error().code, ErrorCode::too_large);
  EXPECT_FALSE(keys.has_pending());
  EXPECT_TRUE(keys.set("a", std::string(16, 'x')).ok());
  EXPECT_EQ(keys.set("b", std::string(16, 'x')).error().code, ErrorCode::too_large)
      << "several changes have less room";
  EXPECT_EQ(keys.changes().size(), 1u);
  EXPECT_TRUE(keys.check_room(1, 3).ok());
  EXPECT_EQ(keys.check_room(1, 4).error().code, ErrorCode::too_large) << "17 were there";
  keys.end_command();
  keys.begin_command();
  EXPECT_TRUE(keys.check_room(1, 1000).ok()) << "alone";
  EXPECT_TRUE(keys.check_room(2, 20).ok());
  EXPECT_EQ(keys.check_room(2, 21).error().code, ErrorCode::too_large);
}

class merged : public keyspace {
 protected:
  void SetUp() override {
    store_.map = {{"a", "1"}, {"b", "2"}, {"c", "3"}, {"e", "5"}};
    set("b", "new");
    remove("c");
    ASSERT_NE(keys_.take_batch(), nullptr);
    set("d", "4");
    remove("e");
    set("f", "gone");
    remove("f");
    set("c", "back");
    remove("missing");
  }
  std::vector<std::pair<std::string, std::string>> scanned(const KeyRange& range) {
    std::vector<std::pair<std::string, std::string>> seen;
    EXPECT_TRUE(keys_
                    .scan(range,
                          [&](std::string_view key, std::string_view value) {
                            seen.emplace_back(key, value);
                            return true;
                          })
                    .ok());
    return seen;
  }
};

TEST_F(merged, scan_goes_over_both_in_order) {
  EXPECT_THAT(scanned({}),
              ElementsAre(Pair("a", "1"), Pair("b", "new"), Pair("c", "back"), Pair("d", "4")));
  EXPECT_THAT(scanned({.reverse = true}),
              ElementsAre(Pair("d", "4"), Pair("c", "back"), Pair("b", "new"), Pair("a", "1")));
  EXPECT_THAT(scanned({.from = "b", .to = "d"}), ElementsAre(Pair("b", "new"), Pair("c", "back")));
  EXPECT_THAT(scanned({.limit = 3}),
              ElementsAre(Pair("a", "1"), Pair("b", "new"), Pair("c", "back")));
  EXPECT_THAT(scanned({.limit = 1, .reverse = true}), ElementsAre(Pair("d", "4")));
  EXPECT_THAT(scanned({.limit = 0}), ElementsAre());
}

TEST_F(merged, scan_stops_when_it_is_told_to) {
  int visited = 0;
  EXPECT_TRUE(
      keys_.scan({}, [&](std::string_view, std::string_view) { return ++visited < 2; }).ok());
  EXPECT_EQ(visited, 2);
}

TEST_F(merged, each_key_is_visited_once) {
  std::vector<std::string> seen;
  const std::uint64_t needed = run([&] {
    EXPECT_TRUE(keys_
                    .for_each_key([&](std::string_view key) {
                      seen.emplace_back(key);
                      return true;
                    })
                    .ok());
  });
  EXPECT_THAT(seen, UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_GT(needed, 1u) << "it has seen both batches";
}

TEST_F(merged, a_walk_in_steps_meets_each_key_once) {
  std::vector<std::string> seen;
  std::optional<std::uint64_t> from = 0;
  while (from) {
    const auto next = keys_.walk(*from, 1, [&](std::string_view key) { seen.emplace_back(key); });
    ASSERT_TRUE(next.ok());
    from = *next;
  }
  EXPECT_THAT(seen, UnorderedElementsAre("a", "b", "c", "d"));
}

TEST_F(merged, count_counts_both) { EXPECT_EQ(*keys_.count(), 4u); }

TEST_F(merged, a_random_key_is_one_that_is_there_and_any_of_them) {
  std::set<std::string> seen;
  std::string key;
  constexpr std::uint64_t step = 0x9E3779B97F4A7C15U;
  for (std::uint64_t random = 1; random < 500; ++random) {
    ASSERT_TRUE(*keys_.random_key(random * step, key));
    seen.insert(key);
  }
  EXPECT_THAT(seen, ElementsAre("a", "b", "c", "d"));
}

TEST_F(keyspace, has_no_random_key_when_all_are_being_removed) {
  std::string key;
  EXPECT_FALSE(*keys_.random_key(5, key));
  for (int number = 0; number < 100; ++number) store_.map.emplace(std::to_string(number), "x");
  for (int number = 0; number < 100; ++number) remove(std::to_string(number));
  EXPECT_FALSE(*keys_.random_key(5, key));
  set("last", "x");
  ASSERT_TRUE(*keys_.random_key(5, key));
  EXPECT_EQ(key, "last");
}

TEST_F(keyspace, passes_failures_of_the_store_on) {
  store_.failure = Error{ErrorCode::io_failed};
  std::string value;
  EXPECT_EQ(keys_.get("a", value).error().code, ErrorCode::io_failed);
  EXPECT_EQ(keys_.contains("a").error().code, ErrorCode::io_failed);
  EXPECT_FALSE(keys_.random_key(1, value).ok());
  EXPECT_FALSE(keys_.for_each_key([](std::string_view) { return true; }).ok());
  set("a", "1");
  EXPECT_FALSE(keys_.count().ok());
  EXPECT_EQ(get("a"), "1") << "what is pending needs no store";
}

}  // namespace
}  // namespace powercut
