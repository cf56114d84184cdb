// Goal: a reader finds a key that is there throughout, whatever one writer does meanwhile: moves
// it, removes others whose slots it passes, grows the table. Method: keys of one tag, so that all
// their slots lie in one row; readers that look as CaskIndex::find does. For the thread sanitizer,
// too.
#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "engine/cask/index/hash_index.h"

namespace powercut {
namespace {

constexpr std::uint32_t staying_keys = 24;
constexpr std::uint32_t passing_keys = 24;
constexpr int reader_count = 3;

// The offset of a place is the key that stands there.
constexpr RecordPlace versioned_place(std::uint32_t key, std::uint32_t version) {
  return {.segment = version, .offset = key, .bytes = 12 + version % 3};
}

constexpr auto stands_for(std::uint32_t key) {
  return [key](RecordPlace place) { return place.offset == key; };
}

// Two shards; in each all keys have one tag, at the end of the table, so that the row goes round.
constexpr std::uint64_t last_slot_hash(std::uint32_t key) {
  return (key % 2 == 0 ? std::uint64_t{3} << 56U : std::uint64_t{255} << 56U) | 0xfffffff0U;
}

bool finds(const HashIndex& index, ReaderEpochs& epochs, std::uint32_t key) {
  const ReaderEpochs::Pin pin(epochs);
  while (true) {
    bool has_changed = false;
    HashIndex::Probe probe = index.probe(last_slot_hash(key));
    while (!has_changed && probe.next()) {
      if (probe.place().offset == key) return true;
      has_changed = probe.has_changed();
    }
    if (!has_changed) return false;
  }
}

class HashIndexThreads : public testing::Test {
 protected:
  HashIndexThreads() {
    for (std::uint32_t key = 0; key < staying_keys; ++key) {
      index_.set(last_slot_hash(key), versioned_place(key, 1), stands_for(key));
    }
  }

  // How often readers missed a key while the writer was at work.
  template <typename Write>
  std::uint64_t missed_during(Write&& write) {
    std::atomic<bool> is_over = false;
    std::atomic<std::uint64_t> missed = 0;
    std::vector<std::jthread> readers;
    for (std::uint32_t reader = 0; reader < reader_count; ++reader) {
      readers.emplace_back([&, reader] {
        std::uint32_t key = reader;
        while (!is_over) {
          if (!finds(index_, epochs_, key)) ++missed;
          key = (key + 7) % staying_keys;
        }
      });
    }
    write();
    is_over = true;
    readers.clear();
    return missed;
  }

  ReaderEpochs epochs_;
  HashIndex index_{epochs_, 0};
};

TEST_F(HashIndexThreads, no_key_is_missed_while_keys_move_and_others_come_and_go) {
  std::mt19937 random(1);
  EXPECT_EQ(missed_during([&] {
              for (std::uint32_t version = 2; version < 60'000; ++version) {
                const auto key = static_cast<std::uint32_t>(random() % staying_keys);
                index_.set(last_slot_hash(key), versioned_place(key, version), stands_for(key));
                const auto other = static_cast<std::uint32_t>(random() % passing_keys);
                const std::uint32_t passing = staying_keys + other;
                if (random() % 2 == 0) {
                  index_.set(last_slot_hash(passing), versioned_place(passing, version),
                             stands_for(passing));
                } else {
                  index_.erase(last_slot_hash(passing), stands_for(passing));
                }
              }
            }),
            0U);
}

TEST_F(HashIndexThreads, no_key_is_missed_while_the_table_grows) {
  for (int turn = 0; turn < 20; ++turn) {
    EXPECT_EQ(missed_during([&] {
                const std::uint32_t end = staying_keys + 600;
                for (std::uint32_t key = staying_keys; key < end; ++key) {
                  index_.set(last_slot_hash(key), versioned_place(key, 1), stands_for(key));
                }
                for (std::uint32_t key = staying_keys; key < end; ++key) {
                  index_.erase(last_slot_hash(key), stands_for(key));
                }
              }),
              0U);
  }
}

}  // namespace
}  // namespace powercut
