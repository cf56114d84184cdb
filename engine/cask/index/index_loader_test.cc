// Goal: an IndexLoader makes the index that the changes make one by one, in their order. Method:
// two indexes of the same changes, of which many are of the same keys, sets and removes; fewer than
// are sorted, more, and more than wait at a time.
#include "engine/cask/index/index_loader.h"

#include <random>

#include "engine/cask/index/built_segment_test.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

// An index with segments of its own, all with the same changes.
struct Loaded {
  Loaded(std::size_t changes, std::uint32_t keys) : index(0, true) {
    constexpr std::uint32_t segment_count = 3;
    std::mt19937 random(5);
    for (std::uint32_t number = 1; number <= segment_count; ++number) {
      BuiltSegment& built = segments.emplace_back(number);
      index.directory().add(*built.segment());
      for (std::size_t left = changes / segment_count; left > 0;) {
        Batch batch;
        for (std::size_t one = 0; one < 100 && left > 0; ++one, --left) {
          const std::string key = "key " + std::to_string(random() % keys);
          random() % 3 == 0 ? batch.remove(key) : batch.set(key, std::to_string(random()));
        }
        built.add(batch);
      }
    }
  }

  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (const BuiltSegment& segment : segments) segment.for_each(visit);
  }

  CaskIndex index;
  std::vector<BuiltSegment> segments;
};

std::map<std::string, RecordPlace> contents_of(Loaded& loaded) {
  std::map<std::string, RecordPlace> contents;
  const OrderedIndex::Snapshot snapshot = loaded.index.ordered()->snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  for (cursor.first(); cursor.valid(); cursor.next()) {
    contents.emplace(cursor.key(), cursor.place());
    EXPECT_TRUE(loaded.index.is_at(loaded.index.hash_of(cursor.key()), cursor.place()));
  }
  EXPECT_EQ(loaded.index.keys(), contents.size());
  return contents;
}

void expect_same(std::size_t changes, std::uint32_t keys) {
  Loaded expected(changes, keys);
  std::string buffer;
  std::uint64_t count = 0;
  expected.for_each([&](const PlacedChange& change) {
    ++count;
    const std::uint64_t hash = expected.index.hash_of(change.key);
    ASSERT_THAT(expected.index.replay(change, hash, buffer), is_ok());
  });
  Loaded loaded(changes, keys);
  IndexLoader loader(loaded.index);
  loaded.for_each([&](const PlacedChange& change) { loader.add(change); });
  EXPECT_THAT(loader.flush(), is_ok());
  EXPECT_EQ(loader.added(), count);
  EXPECT_EQ(contents_of(loaded), contents_of(expected));
  for (std::size_t index = 0; index < loaded.segments.size(); ++index) {
    const Segment& one = *loaded.segments[index].segment();
    const Segment& other = *expected.segments[index].segment();
    EXPECT_EQ(one.record_bytes, other.record_bytes);
    EXPECT_EQ(one.dead_bytes, other.dead_bytes);
    EXPECT_EQ(one.remove_bytes, other.remove_bytes);
    EXPECT_GT(one.dead_bytes, 0U);
  }
}

TEST(IndexLoader, makes_few_changes_as_they_come) { expect_same(3'000, 100); }

TEST(IndexLoader, makes_many_changes_in_the_order_of_each_key) {
  expect_same(6'000, 40);
  expect_same(6'000, 3'000);
}

TEST(IndexLoader, makes_more_changes_than_may_wait) {
  expect_same(IndexLoader::changes_max + 20'000, 20'000);
}

TEST(IndexLoader, may_be_flushed_in_between_and_with_nothing_to_do) {
  Loaded loaded(6'000, 40);
  IndexLoader loader(loaded.index);
  EXPECT_THAT(loader.flush(), is_ok());
  std::uint64_t added = 0;
  loaded.for_each([&](const PlacedChange& change) {
    loader.add(change);
    if (++added % 777 != 0) return;
    EXPECT_THAT(loader.flush(), is_ok());
  });
  EXPECT_THAT(loader.flush(), is_ok());
  Loaded expected(6'000, 40);
  std::string buffer;
  expected.for_each([&](const PlacedChange& change) {
    const std::uint64_t hash = expected.index.hash_of(change.key);
    ASSERT_THAT(expected.index.replay(change, hash, buffer), is_ok());
  });
  EXPECT_EQ(contents_of(loaded), contents_of(expected));
}

TEST(IndexLoader, tells_at_the_flush_that_a_segment_could_not_be_read) {
  Loaded loaded(300, 10);
  IndexLoader loader(loaded.index);
  loaded.for_each([&](const PlacedChange& change) { loader.add(change); });
  static_cast<FaultyFile&>(loaded.segments.front().segment()->file()).reads_fail = true;
  EXPECT_THAT(loader.flush(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(loader.flush(), fails_with(ErrorCode::io_failed));
}

}  // namespace
}  // namespace powercut
