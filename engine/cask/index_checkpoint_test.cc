// Goal: a checkpoint brings back the index and the books that it was made of, or is not used and
// changes nothing. Method: every bit, every cut, other manifests, other seeds, numbers that lie.
#include "engine/cask/index_checkpoint.h"

#include "engine/cask/built_segment_test.h"
#include "engine/cask/stamp_test.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t seed = 77;
constexpr std::size_t segment_count_offset = 20;
constexpr std::size_t keys_offset = 48;
constexpr std::size_t ordered_keys_offset = 56;
constexpr std::size_t books_offset = 64;
constexpr std::size_t counts_offset = books_offset + 2 * 48;
constexpr std::size_t slots_offset = counts_offset + 1024;

// An index over two segments.
struct Indexed {
  explicit Indexed(bool ordered, std::uint64_t index_seed = seed, std::uint64_t salt = 1)
      : index(index_seed, ordered) {
    for (const std::uint32_t number : {5U, 3U}) {
      segments.push_back(built.emplace_back(number, salt).segment());
      index.directory().add(*segments.back());
    }
    Batch batch;
    for (const std::string_view key : {"a", "b", "", "long key", "c"}) batch.set(key, key);
    built[0].add(batch);
    Batch later;
    later.set("b", "2");
    later.remove("c");
    built[1].add(later);
  }

  void fill() {
    std::string buffer;
    for (const BuiltSegment& each : built) {
      each.for_each([&](const PlacedChange& change) {
        ASSERT_THAT(index.replay(change, index.hash_of(change.key), buffer), is_ok());
      });
    }
  }

  std::map<std::uint64_t, std::vector<std::uint32_t>> slots() const {
    std::map<std::uint64_t, std::vector<std::uint32_t>> slots;
    for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
      index.hashed().for_each_slot(shard, [&](std::uint32_t tag, RecordPlace place) {
        slots[std::uint64_t{shard} << 32U | tag] = {place.segment, place.offset, place.bytes};
      });
    }
    EXPECT_EQ(slots.size(), index.keys());
    return slots;
  }
  std::vector<std::string> ordered_keys() {
    std::vector<std::string> keys;
    const OrderedIndex::Snapshot snapshot = index.ordered()->snapshot();
    OrderedIndex::Cursor cursor = snapshot.cursor();
    for (cursor.first(); cursor.valid(); cursor.next()) {
      keys.emplace_back(cursor.key());
      EXPECT_TRUE(index.is_at(index.hash_of(cursor.key()), cursor.place()));
    }
    return keys;
  }
  std::vector<std::uint64_t> books() const {
    std::vector<std::uint64_t> books;
    for (const std::shared_ptr<Segment>& segment : segments) {
      books.insert(books.end(),
                   {segment->record_bytes, segment->dead_bytes, segment->remove_bytes});
    }
    return books;
  }

  CaskIndex index;
  std::vector<BuiltSegment> built;
  SegmentList segments;
};

class IndexCheckpoint : public StoreTest {
 protected:
  std::string text_of(bool ordered) {
    Indexed source(ordered);
    source.fill();
    EXPECT_THAT(write_checkpoint(cask_files_, health_, source.index, manifest(), source.segments),
                is_ok());
    return read_file(path_);
  }

  static Manifest manifest() {
    return {.sequence = 11, .epoch = 4, .segments = {{5, true, 100, 1}, {3, true, 100, 2}}};
  }

  Result<bool> read(Indexed& target, const Manifest& of = manifest()) {
    return read_checkpoint(cask_files_, target.index, of, target.segments);
  }

  void expect_not_used(const std::string& text, bool ordered = true) {
    change_file(path_, text);
    Indexed target(ordered);
    EXPECT_THAT(read(target), has_value_of(false));
    EXPECT_EQ(target.index.keys(), 0U);
    EXPECT_EQ(target.books(), std::vector<std::uint64_t>(6, 0));
  }

  const std::string path_ = directory_.at("index");
  CaskFiles cask_files_{files_, directory_.path()};
  Health health_;
};

TEST_F(IndexCheckpoint, brings_back_the_index_and_the_books) {
  for (const bool ordered : {false, true}) {
    text_of(ordered);
    Indexed source(ordered);
    source.fill();
    Indexed target(ordered);
    EXPECT_THAT(read(target), has_value_of(true));
    EXPECT_EQ(target.slots(), source.slots());
    EXPECT_EQ(target.slots().size(), 4U);
    EXPECT_EQ(target.books(), source.books());
    EXPECT_GT(target.books()[1], 0U);
    EXPECT_GT(target.books()[5], 0U);
    if (!ordered) continue;
    EXPECT_THAT(target.ordered_keys(), ElementsAre("", "a", "b", "long key"));
  }
}

TEST_F(IndexCheckpoint, of_an_ordered_index_serves_one_without_order_but_not_the_other_way) {
  text_of(true);
  Indexed target(false);
  EXPECT_THAT(read(target), has_value_of(true));
  EXPECT_EQ(target.index.keys(), 4U);
  expect_not_used(text_of(false));
}

TEST_F(IndexCheckpoint, of_nothing_is_read) {
  for (const bool ordered : {false, true}) {
    Indexed source(ordered);
    EXPECT_THAT(write_checkpoint(cask_files_, health_, source.index, manifest(), source.segments),
                is_ok());
    Indexed target(ordered);
    EXPECT_THAT(read(target), has_value_of(true));
    EXPECT_EQ(target.index.keys(), 0U);
  }
}

// Regression: that of another store, copied over this one's, named the same manifest, and keys were
// gone.
TEST_F(IndexCheckpoint, is_not_used_for_other_segments_of_the_same_numbers) {
  text_of(true);
  Indexed longer(true);
  Batch more;
  more.set("more", "1");
  longer.built[1].add(more);
  EXPECT_THAT(read(longer), has_value_of(false));
  Indexed of_another(true, seed, /*salt=*/2);
  EXPECT_THAT(read(of_another), has_value_of(false));
}

TEST_F(IndexCheckpoint, is_not_used_if_any_bit_differs) {
  for (const std::string& flipped : bit_flips_of(text_of(true))) expect_not_used(flipped);
}

TEST_F(IndexCheckpoint, is_not_used_if_any_byte_is_missing_or_all_are) {
  for (const std::string& cut : cuts_of(text_of(true))) expect_not_used(cut);
  std::filesystem::remove(path_);
  Indexed target(true);
  EXPECT_THAT(read(target), has_value_of(false));
}

TEST_F(IndexCheckpoint, of_another_manifest_or_seed_or_version_is_not_used) {
  const std::string text = text_of(true);
  Indexed target(true);
  Manifest other = manifest();
  ++other.sequence;
  EXPECT_THAT(read(target, other), has_value_of(false));
  other = manifest();
  ++other.epoch;
  EXPECT_THAT(read(target, other), has_value_of(false));
  other = manifest();
  other.segments.pop_back();
  EXPECT_THAT(read(target, other), has_value_of(false));
  Indexed seeded(true, seed + 1);
  EXPECT_THAT(read(seeded), has_value_of(false));
  expect_not_used(stamped_anew(text, checkpoint_version + 1));
}

TEST_F(IndexCheckpoint, with_numbers_that_lie_is_not_used) {
  const std::string text = text_of(true);
  for (const std::uint64_t keys : {std::uint64_t{3}, std::uint64_t{5}, std::uint64_t{1} << 60U}) {
    std::string lying = with_u64(text, keys_offset, keys);
    expect_not_used(stamped_anew(with_u64(lying, ordered_keys_offset, keys), checkpoint_version));
    lying = with_u64(lying, ordered_keys_offset, 0);
    expect_not_used(stamped_anew(lying, checkpoint_version), false);
  }
  expect_not_used(stamped_anew(with_u32(text, segment_count_offset, 3), checkpoint_version));
  expect_not_used(stamped_anew(with_u32(text, books_offset, 6), checkpoint_version));
  for (const std::uint32_t keys : {1U, 1000U, 0xffffffffU}) {
    expect_not_used(stamped_anew(with_u32(text, counts_offset, keys), checkpoint_version));
  }
  const std::size_t entries_offset = slots_offset + 4 * 16;
  for (const std::uint32_t length : {1U, 1000U, 0xffffffffU}) {
    expect_not_used(stamped_anew(with_u32(text, entries_offset, length), checkpoint_version));
  }
  for (const std::string& cut : cuts_of(text)) {
    if (cut.size() >= file_stamp_bytes) expect_not_used(stamped_anew(cut, checkpoint_version));
  }
}

TEST_F(IndexCheckpoint, is_missed_by_nobody_if_there_is_no_room_for_it) {
  Indexed source(true);
  source.fill();
  for (const std::string_view call : {"open index replace", "write index"}) {
    files_.fail(call, ErrorCode::no_space);
    EXPECT_THAT(write_checkpoint(cask_files_, health_, source.index, manifest(), source.segments),
                is_ok());
    EXPECT_FALSE(health_.is_poisoned());
    Indexed target(true);
    EXPECT_THAT(read(target), has_value_of(false));
  }
}

TEST_F(IndexCheckpoint, that_cannot_be_synced_is_a_failed_sync) {
  Indexed source(true);
  files_.fail("sync_data index");
  EXPECT_THAT(write_checkpoint(cask_files_, health_, source.index, manifest(), source.segments),
              fails_with(ErrorCode::io_failed));
  EXPECT_THAT(write_checkpoint(cask_files_, health_, source.index, manifest(), source.segments),
              fails_with(ErrorCode::refused));
}

}  // namespace
}  // namespace powercut
