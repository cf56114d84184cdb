// Goal: an OrderedIndex is a map whose snapshots stay as they are, and takes no more memory than
// its keys are worth. Method: masses of keys in each order that a tree may dislike, beside a
// std::map; then all of them go.
#include "engine/cask/index/ordered/ordered_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <random>

#include "engine/cask/index/ordered/index_walk_test.h"

namespace powercut {
namespace {

std::string decimal(std::size_t number, std::size_t key_bytes = 16) {
  const std::string digits = std::to_string(100000000 + number).substr(1);
  return std::string(key_bytes - digits.size(), 'k') + digits;
}

std::vector<std::string> shuffled_keys(std::size_t count, std::size_t key_bytes) {
  std::vector<std::string> keys;
  for (std::size_t number = 0; number < count; ++number) {
    keys.push_back(decimal(number, key_bytes));
  }
  std::mt19937_64 random(1);
  for (std::size_t left = count; left > 1; --left) std::swap(keys[left - 1], keys[random() % left]);
  return keys;
}

TEST(OrderedIndex, answers_as_a_map_does) {
  OrderedIndex index;
  EXPECT_EQ(index.size(), 0U);
  EXPECT_FALSE(index.erase("name"));
  EXPECT_FALSE(index.move("name", place_of(1), place_of(2)));
  index.set("name", place_of(1));
  index.set("", place_of(2));
  index.set("name", place_of(3));
  EXPECT_EQ(index.size(), 2U);
  expect_equal(index.snapshot(), {{"", place_of(2)}, {"name", place_of(3)}});
  EXPECT_TRUE(index.erase("name"));
  EXPECT_FALSE(index.erase("name"));
  expect_equal(index.snapshot(), {{"", place_of(2)}});
}

TEST(OrderedIndex, moves_a_key_only_from_where_it_is) {
  OrderedIndex index;
  index.set("name", place_of(1));
  EXPECT_FALSE(index.move("name", place_of(2), place_of(3)));
  EXPECT_FALSE(index.move("nam", place_of(1), place_of(3)));
  expect_equal(index.snapshot(), {{"name", place_of(1)}});
  EXPECT_TRUE(index.move("name", place_of(1), place_of(3)));
  expect_equal(index.snapshot(), {{"name", place_of(3)}});
}

TEST(OrderedIndex, holds_masses_of_keys_that_come_and_go_in_any_order) {
  for (const std::size_t key_bytes : {8, 16, 700, 5000}) {
    const std::size_t count = 4'000'000 / (1000 + key_bytes * 2);
    const auto shuffled = shuffled_keys(count, key_bytes);
    auto rising = shuffled;
    std::sort(rising.begin(), rising.end());
    const std::vector<std::string> falling(rising.rbegin(), rising.rend());
    const std::vector<const std::vector<std::string>*> orders = {&shuffled, &rising, &falling};
    for (const auto* inserts : orders) {
      for (const auto* erases : orders) {
        OrderedIndex index;
        IndexModel model;
        for (const std::string& key : *inserts) {
          index.set(key, place_of(model.size()));
          model.emplace(key, place_of(model.size()));
        }
        expect_equal(index.snapshot(), model);
        for (const std::string& key : *erases) {
          ASSERT_TRUE(index.erase(key));
          model.erase(key);
          if (model.size() % (count / 4) == 1) expect_equal(index.snapshot(), model);
        }
        EXPECT_EQ(index.size(), 0U);
        EXPECT_EQ(index.memory_bytes(), 0U);
      }
    }
  }
}

TEST(OrderedIndex, takes_keys_of_a_mebibyte_beside_small_ones) {
  OrderedIndex index;
  IndexModel model;
  // Some large keys differ in their last byte only, so that the pages above hold them, too.
  for (std::uint64_t turn = 0; turn < 300; ++turn) {
    std::string key = decimal(turn * 7919 % 300);
    if (turn % 20 == 0) key = std::string(OrderedIndex::key_bytes_max - 1, 'k') + key.back();
    if (turn % 20 == 10) key.resize(OrderedIndex::key_bytes_max, '\0');
    index.set(key, place_of(turn));
    model.insert_or_assign(key, place_of(turn));
  }
  expect_equal(index.snapshot(), model);
  EXPECT_LT(index.memory_bytes(), std::size_t{100} << 20U);
  while (!model.empty()) {
    const auto entry = std::next(model.begin(), model.size() * 3 / 5);
    ASSERT_TRUE(index.erase(entry->first));
    model.erase(entry);
    if (model.size() % 50 == 0) expect_equal(index.snapshot(), model);
  }
  EXPECT_EQ(index.memory_bytes(), 0U);
}

// Costs, as the header says them.
TEST(OrderedIndex, takes_less_than_36_bytes_for_a_key_of_16) {
  constexpr std::size_t count = 100'000;
  OrderedIndex index;
  for (const std::string& key : shuffled_keys(count, 16)) index.set(key, place_of(1));
  EXPECT_LT(index.memory_bytes(), 36 * count);
}

TEST(OrderedIndex, fills_its_pages_when_keys_come_in_order) {
  constexpr std::size_t count = 100'000;
  OrderedIndex index;
  for (std::size_t number = 0; number < count; ++number) index.set(decimal(number), place_of(1));
  EXPECT_LT(index.memory_bytes(), 34 * count);
}

TEST(OrderedIndex, gives_memory_back_when_most_keys_are_erased) {
  constexpr std::size_t count = 100'000;
  const auto keys = shuffled_keys(count, 16);
  for (const bool in_order : {false, true}) {
    OrderedIndex index;
    for (const std::string& key : keys) index.set(key, place_of(1));
    for (std::size_t number = 0; number < count; ++number) {
      if (number % 50 != 0) index.erase(in_order ? decimal(number) : keys[number]);
    }
    EXPECT_EQ(index.size(), count / 50);
    EXPECT_LT(index.memory_bytes(), 60 * count / 50);
  }
}

// Method: a snapshot after every so many random changes, kept for a random while beside a copy of
// the map, and released in random order.
TEST(OrderedIndex, keeps_each_snapshot_as_it_was) {
  struct Kept {
    OrderedIndex::Snapshot snapshot;
    IndexModel model;
  };
  std::mt19937_64 random(1);
  OrderedIndex index;
  IndexModel model;
  std::vector<Kept> kept;
  for (std::uint64_t turn = 0; turn < 20'000; ++turn) {
    // The keys become more, then fewer, and so on.
    const std::string key = decimal(random() % 3000);
    const auto entry = model.find(key);
    if (random() % 8 < (turn / 4000 % 2 == 0 ? 6 : 2)) {
      index.set(key, place_of(turn));
      model.insert_or_assign(key, place_of(turn));
    } else if (entry == model.end()) {
      ASSERT_FALSE(index.erase(key));
    } else if (random() % 4 == 0) {
      ASSERT_TRUE(index.move(key, entry->second, place_of(turn)));
      entry->second = place_of(turn);
    } else {
      ASSERT_TRUE(index.erase(key));
      model.erase(entry);
    }
    if (turn % 100 == 0) kept.push_back({index.snapshot(), model});
    if (turn % 150 == 0 || kept.size() > 10) {
      std::swap(kept[random() % kept.size()], kept.back());
      expect_equal(kept.back().snapshot, kept.back().model);
      kept.pop_back();
    }
  }
  for (const Kept& one : kept) expect_equal(one.snapshot, one.model);
  kept.clear();
  expect_equal(index.snapshot(), model);
  for (const auto& [key, place] : model) index.erase(key);
  EXPECT_EQ(index.memory_bytes(), 0U);
}

TEST(OrderedIndex, copies_only_what_changes_while_a_snapshot_lives) {
  OrderedIndex index;
  for (const std::string& key : shuffled_keys(10'000, 16)) index.set(key, place_of(1));
  const std::size_t before_bytes = index.memory_bytes();
  std::optional<OrderedIndex::Snapshot> snapshot = index.snapshot();
  EXPECT_EQ(index.memory_bytes(), before_bytes);
  for (std::uint64_t turn = 0; turn < 100; ++turn) index.set(decimal(5000), place_of(turn));
  EXPECT_GT(index.memory_bytes(), before_bytes);
  EXPECT_LT(index.memory_bytes(), before_bytes + 4 * page_bytes_max);
  snapshot.reset();
  EXPECT_LT(index.memory_bytes(), before_bytes + page_bytes_max);
}

TEST(OrderedIndexDeathTest, takes_no_key_of_more_than_a_mebibyte) {
  OrderedIndex index;
  EXPECT_DEATH(index.set(std::string(OrderedIndex::key_bytes_max + 1, 'k'), place_of(1)),
               "key_bytes_max");
}

}  // namespace
}  // namespace powercut
