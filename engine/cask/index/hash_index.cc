#include "engine/cask/index/hash_index.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "engine/sides.h"

namespace powercut {

std::uint64_t HashIndex::hash_of(std::string_view key) const {
  return XXH3_64bits_withSeed(key.data(), key.size(), seed_);
}

HashIndex::Probe::Probe(const std::atomic<Table*>& shard, std::uint32_t tag)
    : shard_(shard), table_(shard.load()), tag_(tag) {}

bool HashIndex::Probe::next() {
  if (table_ == nullptr) return false;
  slot_ = slot_ == nullptr ? table_->home_of(tag_) : table_->after(slot_);
  // There is always an empty slot.
  while (true) {
    mark_ = slot_->mark.load(std::memory_order_acquire);
    if (mark_ == empty_mark) return false;
    if (has_tag(mark_, tag_)) {
      place_ = slot_->place.load(std::memory_order_acquire);
      if (has_tag(slot_->mark.load(std::memory_order_acquire), tag_)) return true;
    }
    slot_ = table_->after(slot_);
  }
}

bool HashIndex::Probe::has_changed() const {
  return shard_.load() != table_ || slot_->place.load(std::memory_order_acquire) != place_ ||
         slot_->mark.load(std::memory_order_acquire) != mark_;
}

bool HashIndex::move(std::uint64_t hash, RecordPlace source, RecordPlace target) {
  Slot* slot = find(hash, [&](RecordPlace place) { return place == source; });
  if (slot == nullptr) return false;
  fill(*slot, tag_of(hash), target);
  return true;
}

bool HashIndex::is_at(std::uint64_t hash, RecordPlace place) const {
  return find(hash, [&](RecordPlace other) { return other == place; }) != nullptr;
}

void HashIndex::insert(std::uint64_t hash, RecordPlace place) {
  const std::size_t shard = hash >> 56U;
  Table* table = owned_[shard].get();
  if (table == nullptr) {
    table = &resize(shard, 0);
  }
  const bool is_full = (table->used + 1) * 4 > table->capacity * 3;
  note_side(Edge::index_shard, is_full);
  if (is_full) table = &resize(shard, table->keys);
  put(*table, tag_of(hash), place);
  keys_.fetch_add(1, std::memory_order_relaxed);
}

void HashIndex::put(Table& table, std::uint32_t tag, RecordPlace place) {
  Slot* slot = table.home_of(tag);
  std::uint64_t mark = slot->mark.load(std::memory_order_relaxed);
  while (mark != empty_mark && mark != removed_mark) {
    slot = table.after(slot);
    mark = slot->mark.load(std::memory_order_relaxed);
  }
  if (mark == empty_mark) ++table.used;
  ++table.keys;
  fill(*slot, tag, place);
}

void HashIndex::clear(std::uint64_t hash, Slot& slot) {
  slot.mark.store(removed_mark, std::memory_order_release);
  --owned_[hash >> 56U]->keys;
  keys_.fetch_sub(1, std::memory_order_relaxed);
}

void HashIndex::load(std::size_t shard, std::uint32_t keys) {
  resize(shard, keys);
  keys_.fetch_add(keys, std::memory_order_relaxed);
}

// Half full with so many keys, and without slots that are marked removed.
HashIndex::Table& HashIndex::resize(std::size_t shard, std::uint32_t keys) {
  const std::shared_ptr<Table> before = std::move(owned_[shard]);
  auto table = std::make_shared<Table>(std::max(slots_min_, (keys + 1) * 2));
  for (std::uint32_t index = 0; before && index < before->capacity; ++index) {
    const std::uint64_t mark = before->slots[index].mark.load(std::memory_order_relaxed);
    if (mark == empty_mark || mark == removed_mark) continue;
    put(*table, static_cast<std::uint32_t>(mark >> 32U), content_of(before->slots[index]));
  }
  memory_bytes_.fetch_add(table->capacity * sizeof(Slot), std::memory_order_relaxed);
  if (before) memory_bytes_.fetch_sub(before->capacity * sizeof(Slot), std::memory_order_relaxed);
  shards_[shard].store(table.get());
  if (before) epochs_.retire(before);
  owned_[shard] = std::move(table);
  return *owned_[shard];
}

}  // namespace powercut
