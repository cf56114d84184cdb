// Goal: a cursor goes where a std::map's iterator goes. Method: trees of every height up to some,
// and every key of them, and every key between two, sought from both sides.
#include "engine/cask/index/ordered/index_cursor.h"

#include <gtest/gtest.h>

#include <iterator>

#include "engine/cask/index/ordered/index_walk_test.h"

namespace powercut {
namespace {

// Even numbers of four digits, as keys of so many bytes.
std::string key_of(std::size_t number, std::size_t key_bytes) {
  const std::string digits = std::to_string(10000 + 2 * number).substr(1);
  return std::string(key_bytes - digits.size(), 'k') + digits;
}

void expect_seek(OrderedIndex::Cursor& cursor, const IndexModel& model, std::string_view key) {
  const auto at_or_behind = model.lower_bound(key);
  cursor.seek(key);
  ASSERT_EQ(cursor.valid(), at_or_behind != model.end());
  if (cursor.valid()) {
    ASSERT_EQ(cursor.key(), at_or_behind->first);
    ASSERT_EQ(cursor.place(), at_or_behind->second);
    cursor.previous();
    ASSERT_EQ(cursor.valid(), at_or_behind != model.begin());
    if (cursor.valid()) {
      ASSERT_EQ(cursor.key(), std::prev(at_or_behind)->first);
    }
  }
  cursor.seek_before(key);
  ASSERT_EQ(cursor.valid(), at_or_behind != model.begin());
  if (cursor.valid()) {
    ASSERT_EQ(cursor.key(), std::prev(at_or_behind)->first);
    ASSERT_EQ(cursor.place(), std::prev(at_or_behind)->second);
    cursor.next();
    ASSERT_EQ(cursor.valid(), at_or_behind != model.end());
    if (cursor.valid()) {
      ASSERT_EQ(cursor.key(), at_or_behind->first);
    }
  }
}

TEST(IndexCursor, seeks_as_a_map_does_in_trees_of_any_height) {
  for (const std::size_t key_bytes : {4, 16, 900, 3000}) {
    for (const std::size_t count : {1, 2, 9, 300, 2000}) {
      OrderedIndex index;
      IndexModel model;
      for (std::size_t turn = 0; turn < count; ++turn) {
        const std::string key = key_of(turn * 7919 % count, key_bytes);
        index.set(key, place_of(turn));
        model[key] = place_of(turn);
      }
      const OrderedIndex::Snapshot snapshot = index.snapshot();
      expect_equal(snapshot, model);
      OrderedIndex::Cursor cursor = snapshot.cursor();
      expect_seek(cursor, model, "");
      for (const auto& [key, place] : model) {
        expect_seek(cursor, model, key);
        std::string next = key;
        ++next.back();
        expect_seek(cursor, model, next);
      }
      expect_seek(cursor, model, "\xff");
      if (HasFatalFailure()) return;
    }
  }
}

TEST(IndexCursor, has_no_key_before_it_is_sent_anywhere) {
  OrderedIndex index;
  index.set("key", place_of(1));
  const OrderedIndex::Snapshot snapshot = index.snapshot();
  EXPECT_FALSE(snapshot.cursor().valid());
}

TEST(IndexCursor, finds_nothing_in_an_empty_index) {
  OrderedIndex index;
  const OrderedIndex::Snapshot snapshot = index.snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  cursor.first();
  EXPECT_FALSE(cursor.valid());
  cursor.last();
  EXPECT_FALSE(cursor.valid());
  cursor.seek("");
  EXPECT_FALSE(cursor.valid());
  cursor.seek_before("\xff");
  EXPECT_FALSE(cursor.valid());
}

TEST(IndexCursor, shows_keys_that_stay_good_when_it_moves_on_and_the_snapshot_is_moved) {
  OrderedIndex index;
  for (std::size_t number = 0; number < 1000; ++number) index.set(key_of(number, 16), place_of(1));
  OrderedIndex::Snapshot snapshot = index.snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  cursor.first();
  const std::string_view first = cursor.key();
  const OrderedIndex::Snapshot moved = std::move(snapshot);
  for (std::size_t number = 0; number < 1000; ++number) index.erase(key_of(number, 16));
  cursor.last();
  EXPECT_EQ(first, key_of(0, 16));
  EXPECT_EQ(cursor.key(), key_of(999, 16));
}

TEST(IndexCursorDeathTest, goes_no_further_than_the_end) {
  OrderedIndex index;
  const OrderedIndex::Snapshot snapshot = index.snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  EXPECT_DEATH(cursor.next(), "valid");
  EXPECT_DEATH(cursor.previous(), "valid");
}

}  // namespace
}  // namespace powercut
