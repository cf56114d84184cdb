// Goal: a checkpoint brings back the index and the books that it was made of, or is not used and
// changes nothing. Method: every bit, every cut, other manifests, other seeds, numbers that lie.
#include "engine/cask/index/index_checkpoint.h"

#include "engine/cask/formats/stamp_test.h"
#include "engine/cask/index/built_segment_test.h"
#include "engine/cask/index/checkpoint_parts.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t seed = 77;
constexpr std::size_t index_segment_count_offset = 20;
constexpr std::size_t keys_offset = 48;
constexpr std::size_t ordered_keys_offset = 56;
constexpr std::size_t books_offset = 64;
constexpr std::size_t shards_offset = books_offset + 2 * 48;
constexpr std::size_t shard_bytes = 8 + 16;  // with the one key that it has

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
    write(source);
    return read_file(path_);
  }

  static Manifest manifest_of(const Indexed& indexed) {
    Manifest manifest = {.sequence = 11, .epoch = 4};
    for (const std::shared_ptr<Segment>& segment : indexed.segments) {
      manifest.segments.push_back(
          {segment->number(), true, segment->end(), segment->header().salt});
    }
    return manifest;
  }

  CheckpointUse read(Indexed& target, const Manifest& of) {
    return read_checkpoint(cask_files_, target.index, of, target.segments);
  }
  CheckpointUse read(Indexed& target) { return read(target, manifest_of(target)); }

  void write(Indexed& source) {
    EXPECT_THAT(
        write_checkpoint(cask_files_, health_, source.index, manifest_of(source), source.segments),
        is_ok());
  }

  void expect_not_used(const std::string& text, bool ordered = true) {
    change_file(path_, text);
    Indexed target(ordered);
    EXPECT_NE(read(target), CheckpointUse::holds);
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
    EXPECT_EQ(read(target), CheckpointUse::holds);
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
  EXPECT_EQ(read(target), CheckpointUse::holds);
  EXPECT_EQ(target.index.keys(), 4U);
  expect_not_used(text_of(false));
}

TEST_F(IndexCheckpoint, of_nothing_is_read) {
  for (const bool ordered : {false, true}) {
    Indexed source(ordered);
    write(source);
    Indexed target(ordered);
    EXPECT_EQ(read(target), CheckpointUse::holds);
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
  EXPECT_EQ(read(longer), CheckpointUse::of_another);
  Indexed of_another(true, seed, /*salt=*/2);
  EXPECT_EQ(read(of_another), CheckpointUse::of_another);
}

TEST_F(IndexCheckpoint, is_not_used_if_any_bit_differs) {
  for (const std::string& flipped : bit_flips_of(text_of(true))) expect_not_used(flipped);
}

TEST_F(IndexCheckpoint, is_not_used_if_any_byte_is_missing_or_all_are) {
  for (const std::string& cut : cuts_of(text_of(true))) expect_not_used(cut);
  std::filesystem::remove(path_);
  Indexed target(true);
  EXPECT_EQ(read(target), CheckpointUse::damaged);
}

TEST_F(IndexCheckpoint, of_another_manifest_or_seed_or_version_is_not_used) {
  const std::string text = text_of(true);
  Indexed target(true);
  const Manifest good = manifest_of(target);
  std::vector<Manifest> others(6, good);
  ++others[0].sequence;
  ++others[1].epoch;
  others[2].segments.pop_back();
  others[3].segments[1].sealed = false;
  ++others[4].segments[1].end;
  std::swap(others[5].segments[0], others[5].segments[1]);
  for (const Manifest& other : others) {
    EXPECT_EQ(read(target, other), CheckpointUse::of_another);
    EXPECT_EQ(judge_checkpoint(as_bytes(text), other), CheckpointUse::of_another);
  }
  EXPECT_EQ(judge_checkpoint(as_bytes(text), good), CheckpointUse::holds);
  Indexed seeded(true, seed + 1);
  EXPECT_EQ(read(seeded), CheckpointUse::of_another);
  expect_not_used(stamped_anew(text, checkpoint_version + 1));
}

// Goal: that a durable manifest is gone is told, but not where the checkpoint is of another store.
TEST_F(IndexCheckpoint, of_a_later_manifest_tells_that_it_is_lost) {
  text_of(true);
  Indexed target(true);
  Manifest older = manifest_of(target);
  --older.sequence;
  older.segments[1].sealed = false;
  EXPECT_EQ(read(target, older), CheckpointUse::of_lost_manifest);
  older.segments.erase(older.segments.begin());
  EXPECT_EQ(read(target, older), CheckpointUse::of_lost_manifest);
  EXPECT_EQ(target.index.keys(), 0U);
  ++older.segments[0].salt;
  EXPECT_EQ(read(target, older), CheckpointUse::of_another);
  older.segments.clear();
  EXPECT_EQ(read(target, older), CheckpointUse::of_another);
}

TEST_F(IndexCheckpoint, with_numbers_that_lie_is_not_used) {
  const std::string text = text_of(true);
  for (const std::uint64_t keys : {std::uint64_t{3}, std::uint64_t{5}, std::uint64_t{1} << 60U}) {
    std::string lying = with_u64(text, keys_offset, keys);
    expect_not_used(stamped_anew(with_u64(lying, ordered_keys_offset, keys), checkpoint_version));
    lying = with_u64(lying, ordered_keys_offset, 0);
    expect_not_used(stamped_anew(lying, checkpoint_version), false);
  }
  for (const std::uint32_t count : {0U, 1U, 3U, 0xffffffffU}) {
    expect_not_used(
        stamped_anew(with_u32(text, index_segment_count_offset, count), checkpoint_version));
  }
  expect_not_used(stamped_anew(with_u32(text, books_offset, 6), checkpoint_version));
  const std::size_t entries_offset = shards_offset + 4 * shard_bytes;
  for (const std::uint32_t length : {1U, 1000U, 0xffffffffU}) {
    expect_not_used(stamped_anew(with_u32(text, entries_offset, length), checkpoint_version));
  }
  for (const std::string& cut : cuts_of(text)) {
    if (cut.size() >= file_stamp_bytes) expect_not_used(stamped_anew(cut, checkpoint_version));
  }
}

TEST_F(IndexCheckpoint, has_shards_in_their_order_with_keys_in_each_or_is_not_used) {
  const std::string text = text_of(false);
  ASSERT_EQ(text.size(), shards_offset + 4 * shard_bytes) << "each key has a shard of its own";
  const auto shard_at = [&](std::size_t index) {
    return load_u32(as_bytes(text).data() + shards_offset + index * shard_bytes);
  };
  const auto expect_no_shard = [&](std::size_t index, std::uint32_t shard) {
    const std::string lying = with_u32(text, shards_offset + index * shard_bytes, shard);
    expect_not_used(stamped_anew(lying, checkpoint_version), false);
  };
  for (std::size_t index = 0; index < 4; ++index) {
    for (const std::uint32_t beyond : {256U, 1000U, 0xffffffffU}) expect_no_shard(index, beyond);
    if (index > 0) expect_no_shard(index, shard_at(index - 1));
    if (index > 0) expect_no_shard(index, shard_at(index - 1) - 1);
    if (index < 3) expect_no_shard(index, shard_at(index + 1));
    const std::size_t keys_at = shards_offset + index * shard_bytes + 4;
    for (const std::uint32_t keys : {0U, 2U, 5U, 1000U, 0xffffffffU}) {
      expect_not_used(stamped_anew(with_u32(text, keys_at, keys), checkpoint_version), false);
    }
  }
  // A head without keys, in its order, between the others.
  std::string with_empty = text;
  std::string head(8, '\0');
  store_u32(as_mutable_bytes(head).data(), shard_at(0) + 1);
  with_empty.insert(shards_offset + shard_bytes, head);
  ASSERT_GT(shard_at(1), shard_at(0) + 1);
  expect_not_used(stamped_anew(with_empty, checkpoint_version), false);
  expect_not_used(stamped_anew(text + head, checkpoint_version), false);
}

// Goal: shards of many keys, and a file that is written in pieces.
TEST_F(IndexCheckpoint, of_many_keys_brings_all_back) {
  for (const bool ordered : {false, true}) {
    Indexed source(ordered);
    Batch many;
    for (int number = 0; number < 100'000; ++number) many.set(std::to_string(number), "v");
    source.built[1].add(many);
    source.fill();
    write(source);
    EXPECT_GT(std::filesystem::file_size(path_), std::size_t{1} << 20U);
    Indexed target(ordered);
    target.built[1].add(many);
    ASSERT_EQ(read(target), CheckpointUse::holds);
    EXPECT_EQ(target.index.keys(), 100'004U);
    EXPECT_EQ(target.slots(), source.slots());
    EXPECT_EQ(target.books(), source.books());
    if (!ordered) continue;
    EXPECT_EQ(target.ordered_keys(), source.ordered_keys());
  }
}

TEST_F(IndexCheckpoint, is_missed_by_nobody_if_there_is_no_room_for_it) {
  Indexed source(true);
  source.fill();
  for (const std::string_view call : {"open index replace", "write index"}) {
    files_.fail(call, ErrorCode::no_space);
    write(source);
    EXPECT_FALSE(health_.is_poisoned());
    Indexed target(true);
    EXPECT_EQ(read(target), CheckpointUse::damaged);
    if (call == "write index") {
      EXPECT_EQ(std::filesystem::file_size(directory_.at("index")), 0U) << "it takes no room";
    }
  }
}

TEST_F(IndexCheckpoint, that_cannot_be_synced_is_a_failed_sync) {
  Indexed source(true);
  files_.fail("sync_data index");
  EXPECT_THAT(
      write_checkpoint(cask_files_, health_, source.index, manifest_of(source), source.segments),
      fails_with(ErrorCode::io_failed));
  EXPECT_THAT(
      write_checkpoint(cask_files_, health_, source.index, manifest_of(source), source.segments),
      fails_with(ErrorCode::refused));
}

}  // namespace
}  // namespace powercut
