// Goal: a HashIndex does what a std::unordered_map does. Method: many keys whose hashes have few
// tags and few shards, so that nearly every slot is a candidate for nearly every key; all that can
// be asked, against the model.
#include "engine/cask/index/hash_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <unordered_map>

namespace powercut {
namespace {

// The offset of a place is the key that stands there; the segment counts the changes.
constexpr RecordPlace place_of(std::uint32_t key, std::uint32_t version) {
  return {.segment = version, .offset = key, .bytes = 12 + key % 5};
}

constexpr auto is(std::uint32_t key) {
  return [key](RecordPlace place) { return place.offset == key; };
}

class HashIndexTest : public testing::Test {
 protected:
  std::optional<RecordPlace> find(std::uint64_t hash, std::uint32_t key) const {
    for (HashIndex::Probe probe = index_.probe(hash); probe.next();) {
      if (probe.place().offset == key) return probe.place();
    }
    return std::nullopt;
  }

  std::uint64_t keys_by_shard() const {
    std::uint64_t keys = 0;
    for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
      std::uint32_t visited = 0;
      index_.for_each_in(shard, [&](RecordPlace) { ++visited; });
      EXPECT_EQ(visited, index_.keys_in(shard));
      EXPECT_GE(index_.has_keys(shard), visited > 0);
      keys += visited;
    }
    return keys;
  }

  ReaderEpochs epochs_;
  HashIndex index_{epochs_, 0};
};

// Many keys of few tags; the last shard, too, and tags whose home is the last slot of a table.
std::uint64_t hash_of(std::uint32_t key) {
  constexpr std::uint64_t tags[] = {0, 1, 0xffffffff, 0xfffffffe, 0x80000000};
  constexpr std::uint64_t shards[] = {0, 1, 255};
  return shards[key / 5 % 3] << 56U | tags[key % 5];
}

TEST_F(HashIndexTest, is_as_a_map_though_hashes_collide) {
  std::unordered_map<std::uint32_t, RecordPlace> model;
  std::mt19937 generator(7);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  for (std::uint32_t turn = 1; turn < 60'000; ++turn) {
    const std::uint32_t key = random() % 300;
    const auto before = model.find(key);
    const auto expected = before == model.end() ? std::nullopt : std::optional(before->second);
    // It grows, stays, and shrinks, for a while each.
    const bool sets = random() % 10 < (turn / 5'000 % 2 == 0 ? 7U : 2U);
    if (sets) {
      const RecordPlace place = place_of(key, turn);
      ASSERT_EQ(index_.set(hash_of(key), place, is(key)), expected);
      model[key] = place;
    } else {
      ASSERT_EQ(index_.erase(hash_of(key), is(key)), expected);
      model.erase(key);
    }
    ASSERT_EQ(index_.keys(), model.size());
    const std::uint32_t asked = random() % 310;
    const auto there = model.find(asked);
    ASSERT_EQ(find(hash_of(asked), asked),
              there == model.end() ? std::nullopt : std::optional(there->second));
  }
  EXPECT_EQ(keys_by_shard(), model.size());
}

TEST_F(HashIndexTest, finds_every_key_of_a_hundred_thousand) {
  constexpr std::uint32_t count = 100'000;
  const auto hash = [&](std::uint32_t key) { return index_.hash_of(std::to_string(key)); };
  for (std::uint32_t key = 0; key < count; ++key) {
    ASSERT_EQ(index_.set(hash(key), place_of(key, 1), is(key)), std::nullopt);
  }
  for (std::uint32_t key = 0; key < count; ++key) {
    ASSERT_EQ(find(hash(key), key), place_of(key, 1));
  }
  EXPECT_EQ(find(hash(count), count), std::nullopt);
  EXPECT_EQ(index_.keys(), count);
  EXPECT_EQ(keys_by_shard(), count);
  // The cost of a key, as the header says it.
  EXPECT_LT(index_.memory_bytes(), sizeof(HashIndex) + std::uint64_t{count} * 36);
  EXPECT_GT(index_.memory_bytes(), std::uint64_t{count} * 20);
}

// A removed slot is used again, or goes when the table is made anew; else it would be full of them.
TEST_F(HashIndexTest, does_not_grow_while_keys_come_and_go) {
  for (std::uint32_t key = 0; key < 10; ++key) index_.set(hash_of(0), place_of(key, 1), is(key));
  std::uint64_t bytes = 0;
  for (std::uint32_t key = 10; key < 20'000; ++key) {
    index_.set(hash_of(0) + (key << 8U), place_of(key, 1), is(key));
    index_.erase(hash_of(0) + (key << 8U), is(key));
    if (key == 1000) bytes = index_.memory_bytes();
    ASSERT_EQ(index_.keys(), 10U);
  }
  EXPECT_EQ(index_.memory_bytes(), bytes);
  for (std::uint32_t key = 0; key < 10; ++key) {
    EXPECT_EQ(find(hash_of(0), key), place_of(key, 1));
  }
}

// Method: tags about both ends of a table and in its middle, so close that they run over its end
// and into each other's homes, some removed; every window, against all slots.
TEST_F(HashIndexTest, shows_the_slots_of_some_tags) {
  const std::vector<std::uint32_t> tags = {0,          1,          0x10000000, 0x7fffffff,
                                           0x80000000, 0xf0000000, 0xfffffffe, 0xffffffff};
  std::mt19937 generator(3);
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  // Tables of all fillings.
  for (std::uint64_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    std::vector<std::uint64_t> hashes(random() % 60);
    for (std::uint32_t key = 0; key < hashes.size(); ++key) {
      hashes[key] = shard << 56U | tags[random() % tags.size()];
      index_.set(hashes[key], place_of(key, 1), is(key));
    }
    for (std::uint32_t key = 0; key < hashes.size(); ++key) {
      if (random() % 3 == 0) index_.erase(hashes[key], is(key));
    }
    for (const std::uint32_t first : tags) {
      for (const std::uint32_t last : tags) {
        if (last < first) continue;
        std::vector<std::uint32_t> wanted;
        index_.for_each_slot(shard, [&](std::uint32_t tag, RecordPlace place) {
          if (tag >= first && tag <= last) wanted.push_back(place.offset);
        });
        std::vector<std::uint32_t> shown;
        index_.for_each_slot(shard, first, last, [&](std::uint32_t tag, RecordPlace place) {
          EXPECT_TRUE(tag >= first && tag <= last);
          shown.push_back(place.offset);
        });
        std::ranges::sort(wanted);
        std::ranges::sort(shown);
        ASSERT_EQ(shown, wanted) << first << " " << last;
      }
    }
  }
}

TEST_F(HashIndexTest, shows_no_more_slots_than_a_table_has) {
  const auto hash = [](std::uint32_t tag) { return std::uint64_t{tag}; };
  for (std::uint32_t key = 0; key < 3; ++key) index_.set(hash(~0U), place_of(key, 1), is(key));
  std::vector<std::uint32_t> shown;
  index_.for_each_slot(0, 0, ~0U,
                       [&](std::uint32_t, RecordPlace place) { shown.push_back(place.offset); });
  EXPECT_EQ(shown.size(), 3U);
  EXPECT_EQ(index_.slots_in(0), 8U);
  EXPECT_EQ(index_.slots_in(1), 0U);
  index_.for_each_slot(1, 0, ~0U, [&](std::uint32_t, RecordPlace) { FAIL(); });
}

TEST_F(HashIndexTest, moves_a_key_only_from_where_it_is) {
  index_.set(5, place_of(1, 1), is(1));
  index_.set(5, place_of(2, 1), is(2));
  EXPECT_TRUE(index_.is_at(5, place_of(1, 1)));
  EXPECT_FALSE(index_.is_at(5, place_of(1, 2)));
  EXPECT_FALSE(index_.is_at(6, place_of(1, 1)));
  EXPECT_TRUE(index_.move(5, place_of(1, 1), place_of(1, 9)));
  EXPECT_FALSE(index_.move(5, place_of(1, 1), place_of(1, 10)));
  EXPECT_FALSE(index_.move(6, place_of(1, 9), place_of(1, 10)));
  EXPECT_EQ(find(5, 1), place_of(1, 9));
  EXPECT_EQ(find(5, 2), place_of(2, 1));
  EXPECT_EQ(index_.keys(), 2U);
}

TEST_F(HashIndexTest, a_probe_sees_that_what_it_found_has_changed) {
  // The pin keeps old tables for the probes.
  const ReaderEpochs::Pin pin(epochs_);
  const auto is_seen = [&](auto&& change) {
    index_.set(5, place_of(1, 1), is(1));
    HashIndex::Probe probe = index_.probe(5);
    EXPECT_TRUE(probe.next());
    EXPECT_FALSE(probe.has_changed());
    change();
    return probe.has_changed();
  };
  EXPECT_TRUE(is_seen([&] { index_.set(5, place_of(1, 2), is(1)); })) << "another place";
  EXPECT_TRUE(is_seen([&] { index_.erase(5, is(1)); })) << "removed";
  EXPECT_TRUE(is_seen([&] {
    for (std::uint32_t key = 2; key < 20; ++key) index_.set(6, place_of(key, 1), is(key));
  })) << "the shard has grown";
  EXPECT_FALSE(is_seen([&] { index_.set(6, place_of(2, 2), is(2)); })) << "another key";
}

// Method: the slots of one index, as a checkpoint keeps them, into another.
TEST_F(HashIndexTest, is_loaded_as_its_slots_were_shown) {
  for (std::uint32_t key = 0; key < 500; ++key) {
    index_.set(hash_of(key), place_of(key, 1), is(key));
  }
  for (std::uint32_t key = 0; key < 500; key += 3) index_.erase(hash_of(key), is(key));
  HashIndex loaded(epochs_, 0);
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    if (index_.keys_in(shard) == 0) continue;
    loaded.load(shard, index_.keys_in(shard));
    index_.for_each_slot(
        shard, [&](std::uint32_t tag, RecordPlace place) { loaded.load_next(shard, tag, place); });
  }
  EXPECT_EQ(loaded.keys(), index_.keys());
  for (std::uint32_t key = 0; key < 500; ++key) {
    EXPECT_EQ(loaded.is_at(hash_of(key), place_of(key, 1)), key % 3 != 0) << key;
  }
  // It takes changes as if it had been made by them.
  for (std::uint32_t key = 0; key < 1000; ++key) {
    const bool was_there = key < 500 && key % 3 != 0;
    EXPECT_EQ(loaded.set(hash_of(key), place_of(key, 2), is(key)).has_value(), was_there);
  }
  EXPECT_EQ(loaded.keys(), 1000U);
}

TEST(HashIndexHash, depends_on_the_seed_and_on_every_byte) {
  ReaderEpochs epochs;
  const HashIndex one(epochs, 1);
  const HashIndex two(epochs, 2);
  std::set<std::uint64_t> hashes;
  for (const std::string_view key : {"", "a", "b", "ab", "ba"}) {
    hashes.insert(one.hash_of(key));
    hashes.insert(two.hash_of(key));
  }
  EXPECT_EQ(hashes.size(), 10U);
  EXPECT_EQ(one.seed(), 1U);
}

}  // namespace
}  // namespace powercut
