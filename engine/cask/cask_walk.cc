#include <algorithm>
#include <vector>

#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "engine/sides.h"

namespace powercut {

namespace {

constexpr std::uint64_t shard_positions = key_position_end / HashIndex::shard_count;

// Fewer slots than that are not worth a lock; for many, writers would wait long.
constexpr std::uint64_t window_slots_min = 32;

// From the hash, so that neighbours in position are neighbours in the index: [shard:8 | tag:32].
std::uint64_t position_at(std::size_t shard, std::uint32_t tag) {
  return shard * shard_positions + tag;
}

// How many positions of a shard hold about as many keys as are wanted.
std::uint64_t window_width(std::uint64_t slots, std::uint64_t keys, std::size_t wanted,
                           std::uint64_t slots_max) {
  const std::uint64_t keys_wanted = std::clamp<std::uint64_t>(wanted, 1, slots_max);
  const std::uint64_t slots_wanted = keys_wanted * slots / keys;
  note_side(Edge::walk_window, slots_wanted > slots_max);
  const std::uint64_t window_slots =
      std::clamp(slots_wanted, std::min(window_slots_min, slots_max), slots_max);
  return window_slots * shard_positions / slots;
}

struct KeyAtPosition {
  std::uint64_t position;
  RecordPlace place;
};

}  // namespace

std::uint64_t CaskStore::position_of(std::string_view key) const {
  const std::uint64_t hash = index_.hash_of(key);
  return position_at(HashIndex::shard_of_hash(hash), HashIndex::tag_of(hash));
}

Result<std::optional<std::uint64_t>> CaskStore::walk(std::uint64_t from, std::size_t wanted,
                                                     const KeyVisitor& visit) {
  TRY(check_open());
  while (from < key_position_end) {
    const std::size_t shard = from / shard_positions;
    if (!index_.hashed().has_keys(shard)) {
      from = position_at(shard + 1, 0);
      continue;
    }
    TRY_ASSIGN(const bool has_more, walk_window(from, wanted, visit));
    if (has_more) return std::optional(from);
  }
  return std::optional<std::uint64_t>();
}

// Counts `wanted` down by the keys visited, and leaves `from` behind the window; true: at the next
// key, and no more are wanted. Keys of one position are in one window. Writers wait meanwhile.
Result<bool> CaskStore::walk_window(std::uint64_t& from, std::size_t& wanted,
                                    const KeyVisitor& visit) {
  const ReaderEpochs::Pin pin(index_.epochs());
  const MutexLock lock(index_.mutex());
  const HashIndex& hashed = index_.hashed();
  const std::size_t shard = from / shard_positions;
  std::uint64_t end = position_at(shard + 1, 0);
  std::vector<KeyAtPosition> keys;
  if (hashed.keys_in(shard) > 0) {
    end = std::min(end, from + window_width(hashed.slots_in(shard), hashed.keys_in(shard), wanted,
                                            options_.walk_slots));
    hashed.for_each_slot(shard, HashIndex::tag_of(from), HashIndex::tag_of(end - 1),
                         [&](std::uint32_t tag, RecordPlace place) {
                           keys.push_back({position_at(shard, tag), place});
                         });
    std::ranges::sort(keys, {}, &KeyAtPosition::position);
  }
  std::optional<std::uint64_t> last;
  std::string buffer;
  for (const auto& [position, place] : keys) {
    if (wanted == 0 && position != last) {
      from = position;
      return true;
    }
    TRY_ASSIGN(const RecordView record,
               read_live_record(index_.directory().find(place.segment), place, buffer));
    visit(record.key);
    if (wanted > 0) --wanted;
    last = position;
  }
  from = end;
  return false;
}

}  // namespace powercut
