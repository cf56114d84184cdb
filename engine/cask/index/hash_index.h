// HashIndex: maps a key to the place of its record, without holding the key.
//
//   hash of a key: [shard:8 ............ tag:32]
//   shard: an open table of slots, 16 bytes each: mark = [tag:32 | bytes:32], place = [segment |
//   offset]
//
// Two keys may have the same tag, so a slot is only a candidate: the reader must look itself
// whether the record there has the key. At most three quarters of the slots are filled, and half of
// them after the table has grown, so a key costs 21 to 32 bytes.
//
// A slot's place is written before its mark, and a slot is given to another key only after it was
// marked removed. So a reader that finds the key at the place has the right record, whatever
// changes meanwhile. The reader looks at the mark again after the place. If the slot was marked
// removed, the place may be that of another key, which is on its way in and which others do not see
// yet. The reader then skips the slot; the key that it looks for was gone at that moment. If it
// finds another key, or no record, and the slot has changed or the shard has grown, it looks again
// from the start.
//
// Threads: any may probe, without a lock, under a pin of the same epochs. One at a time may make
// changes.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/cask/formats/record_place.h"
#include "engine/cask/segments/reader_epochs.h"

namespace powercut {

class HashIndex {
 private:
  struct Slot {
    std::atomic<std::uint64_t> mark = 0;
    std::atomic<std::uint64_t> place = 0;
  };
  struct Table {
    explicit Table(std::uint32_t slot_count)
        : capacity(slot_count), slots(std::make_unique<Slot[]>(slot_count)) {}

    Slot* home_of(std::uint32_t tag) const {
      return &slots[(std::uint64_t{tag} * capacity) >> 32U];
    }
    Slot* after(Slot* slot) const { return ++slot == &slots[capacity] ? &slots[0] : slot; }

    std::uint32_t capacity;
    std::uint32_t used = 0;  // slots that hold a key, or did
    std::uint32_t keys = 0;
    std::unique_ptr<Slot[]> slots;
  };

 public:
  // slots_min: how many slots a shard with a key has at least; 2 or more.
  HashIndex(ReaderEpochs& epochs, std::uint64_t seed, std::uint32_t slots_min = 8)
      : epochs_(epochs), seed_(seed), slots_min_(slots_min) {}

  std::uint64_t hash_of(std::string_view key) const;

  // Yields the candidates for a hash, one after the other.
  class Probe {
   public:
    // False: there are no more.
    bool next();
    RecordPlace place() const { return unpack(mark_, place_); }

    // True if the key may have moved since next(). The caller must then probe from the start.
    bool has_changed() const;

   private:
    friend HashIndex;
    Probe(const std::atomic<Table*>& shard, std::uint32_t tag);

    const std::atomic<Table*>& shard_;
    Table* table_;
    std::uint32_t tag_;
    Slot* slot_ = nullptr;  // nullptr: not begun
    std::uint64_t mark_ = 0;
    std::uint64_t place_ = 0;
  };
  Probe probe(std::uint64_t hash) const { return {shard_of(hash), tag_of(hash)}; }

  // Prefetches the memory that a probe looks at first.
  void prefetch(std::uint64_t hash) const {
    const Table* table = shard_of(hash).load(std::memory_order_acquire);
    if (table != nullptr) __builtin_prefetch(table->home_of(tag_of(hash)));
  }

  // Both return the place of the key before, if it was there. is_key(place) says whether the record
  // there has the key.
  template <typename IsKey>
  std::optional<RecordPlace> set(std::uint64_t hash, RecordPlace place, IsKey&& is_key) {
    if (Slot* slot = find(hash, is_key)) {
      const RecordPlace before = content_of(*slot);
      fill(*slot, tag_of(hash), place);
      return before;
    }
    insert(hash, place);
    return std::nullopt;
  }
  template <typename IsKey>
  std::optional<RecordPlace> erase(std::uint64_t hash, IsKey&& is_key) {
    Slot* slot = find(hash, is_key);
    if (slot == nullptr) return std::nullopt;
    const RecordPlace before = content_of(*slot);
    clear(hash, *slot);
    return before;
  }

  // For a caller that knows the place, and so need not look at the record. False: the key is
  // elsewhere now.
  bool move(std::uint64_t hash, RecordPlace source, RecordPlace target);
  bool is_at(std::uint64_t hash, RecordPlace place) const;

  // Calls visit(place) for each key of a shard. Only the thread that changes the index may call it.
  // Any thread may call has_keys(); false: the shard never had a key.
  static constexpr std::size_t shard_count = 256;
  bool has_keys(std::size_t shard) const { return shards_[shard].load() != nullptr; }
  template <typename Visit>
  void for_each_in(std::size_t shard, Visit&& visit) const {
    for_each_slot(shard, [&](std::uint32_t, RecordPlace place) { visit(place); });
  }

  static std::size_t shard_of_hash(std::uint64_t hash) { return hash >> 56U; }
  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }

  // load() makes room for so many keys in an empty shard. load_next() then adds each of them, in
  // the order of for_each_slot(). That is fast, as each goes behind the one before it.
  void load(std::size_t shard, std::uint32_t keys);
  void load_next(std::size_t shard, std::uint32_t tag, RecordPlace place) {
    put(*owned_[shard], tag, place);
  }

  // Calls visit(tag, place) for each key of a shard, in the order of the tags. A few keys of the
  // last tags may come first.
  template <typename Visit>
  void for_each_slot(std::size_t shard, Visit&& visit) const {
    const Table* table = owned_[shard].get();
    for (std::uint32_t index = 0; table != nullptr && index < table->capacity; ++index) {
      const std::uint64_t mark = table->slots[index].mark.load(std::memory_order_relaxed);
      if (mark == empty_mark || mark == removed_mark) continue;
      visit(static_cast<std::uint32_t>(mark >> 32U), content_of(table->slots[index]));
    }
  }

  // The same for only the tags from first to last, in no order. None of their slots is before the
  // home of the first tag. None is behind the first empty slot from the home of the last tag on,
  // which may be at the front of the table.
  template <typename Visit>
  void for_each_slot(std::size_t shard, std::uint32_t first_tag, std::uint32_t last_tag,
                     Visit&& visit) const {
    const Table* table = owned_[shard].get();
    if (table == nullptr) return;
    Slot* slot = table->home_of(first_tag);
    const auto homes = static_cast<std::uint32_t>(table->home_of(last_tag) - slot);
    for (std::uint32_t seen = 0; seen < table->capacity; ++seen, slot = table->after(slot)) {
      const std::uint64_t mark = slot->mark.load(std::memory_order_relaxed);
      if (mark == empty_mark && seen >= homes) return;
      if (mark == empty_mark || mark == removed_mark) continue;
      const auto tag = static_cast<std::uint32_t>(mark >> 32U);
      if (tag >= first_tag && tag <= last_tag) visit(tag, content_of(*slot));
    }
  }
  std::uint32_t slots_in(std::size_t shard) const {
    return owned_[shard] ? owned_[shard]->capacity : 0;
  }
  std::uint32_t keys_in(std::size_t shard) const { return owned_[shard] ? owned_[shard]->keys : 0; }
  std::uint64_t seed() const { return seed_; }

  std::uint64_t keys() const { return keys_.load(std::memory_order_relaxed); }
  std::uint64_t memory_bytes() const { return memory_bytes_.load(std::memory_order_relaxed); }

 private:
  // No record is so short that its mark could be one of these.
  static constexpr std::uint64_t empty_mark = 0;
  static constexpr std::uint64_t removed_mark = 1;

  static std::uint64_t mark_of(std::uint32_t tag, RecordPlace place) {
    return std::uint64_t{tag} << 32U | place.bytes;
  }
  static RecordPlace unpack(std::uint64_t mark, std::uint64_t place) {
    return {static_cast<std::uint32_t>(place >> 32U), static_cast<std::uint32_t>(place),
            static_cast<std::uint32_t>(mark)};
  }
  static std::uint64_t pack(RecordPlace place) {
    return std::uint64_t{place.segment} << 32U | place.offset;
  }
  static bool has_tag(std::uint64_t mark, std::uint32_t tag) {
    return mark >> 32U == tag && mark != empty_mark && mark != removed_mark;
  }
  static RecordPlace content_of(const Slot& slot) {
    return unpack(slot.mark.load(std::memory_order_relaxed),
                  slot.place.load(std::memory_order_relaxed));
  }
  static void fill(Slot& slot, std::uint32_t tag, RecordPlace place) {
    slot.place.store(pack(place), std::memory_order_release);
    slot.mark.store(mark_of(tag, place), std::memory_order_release);
  }

  const std::atomic<Table*>& shard_of(std::uint64_t hash) const { return shards_[hash >> 56U]; }

  template <typename IsKey>
  Slot* find(std::uint64_t hash, IsKey&& is_key) const {
    Table* table = shard_of(hash).load(std::memory_order_relaxed);
    if (table == nullptr) return nullptr;
    for (Slot* slot = table->home_of(tag_of(hash));; slot = table->after(slot)) {
      const std::uint64_t mark = slot->mark.load(std::memory_order_relaxed);
      if (mark == empty_mark) return nullptr;
      if (has_tag(mark, tag_of(hash)) && is_key(content_of(*slot))) return slot;
    }
  }
  void insert(std::uint64_t hash, RecordPlace place);
  void clear(std::uint64_t hash, Slot& slot);
  Table& resize(std::size_t shard, std::uint32_t keys);
  static void put(Table& table, std::uint32_t tag, RecordPlace place);

  ReaderEpochs& epochs_;
  std::uint64_t seed_;
  std::uint32_t slots_min_;
  std::array<std::atomic<Table*>, shard_count> shards_{};
  std::array<std::shared_ptr<Table>, shard_count> owned_;  // what shards_ point to
  std::atomic<std::uint64_t> keys_ = 0;
  std::atomic<std::uint64_t> memory_bytes_ = sizeof(HashIndex);
};

}  // namespace powercut
