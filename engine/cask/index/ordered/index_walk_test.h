// Helpers that the tests of OrderedIndex share: keys, places, and a snapshot's contents in every
// way that a cursor can tell them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/cask/index/ordered/ordered_index.h"

namespace powercut {

using IndexModel = std::map<std::string, RecordPlace, std::less<>>;

inline RecordPlace place_of(std::uint64_t number) {
  return {.segment = static_cast<std::uint32_t>(number),
          .offset = static_cast<std::uint32_t>(number * 2654435761U),
          .bytes = static_cast<std::uint32_t>(number >> 32U) + 1};
}

// Fails unless the snapshot is the model, walked from either end.
inline void expect_equal(const OrderedIndex::Snapshot& snapshot, const IndexModel& model) {
  ASSERT_EQ(snapshot.size(), model.size());
  OrderedIndex::Cursor cursor = snapshot.cursor();
  cursor.first();
  for (const auto& [key, place] : model) {
    ASSERT_TRUE(cursor.valid());
    ASSERT_EQ(cursor.key(), key);
    ASSERT_EQ(cursor.place(), place);
    cursor.next();
  }
  ASSERT_FALSE(cursor.valid());
  cursor.last();
  for (auto entry = model.rbegin(); entry != model.rend(); ++entry) {
    ASSERT_TRUE(cursor.valid());
    ASSERT_EQ(cursor.key(), entry->first);
    ASSERT_EQ(cursor.place(), entry->second);
    cursor.previous();
  }
  ASSERT_FALSE(cursor.valid());
}

}  // namespace powercut
