#include "engine/cask/index/checkpoint_parts.h"

#include <optional>

#include "engine/cask/formats/stamp.h"
#include "engine/cask/index/hash_index.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"

namespace powercut {

namespace {

CheckpointHeader header_in(Bytes file) {
  const std::byte* start = file.data();
  return {.segment_count = load_u32(start + checkpoint_segment_count_offset),
          .sequence = load_u64(start + checkpoint_numbers_offset),
          .epoch = load_u64(start + checkpoint_numbers_offset + 8),
          .seed = load_u64(start + checkpoint_numbers_offset + 16),
          .keys = load_u64(start + checkpoint_numbers_offset + 24),
          .ordered_keys = load_u64(start + checkpoint_numbers_offset + 32)};
}

// Whether whole entries fill the bytes.
bool are_ordered_entries(Bytes entries, std::uint64_t count) {
  for (; count > 0; --count) {
    if (entries.size() < checkpoint_slot_bytes) return false;
    const std::uint64_t bytes = checkpoint_slot_bytes + std::uint64_t{load_u32(entries.data())};
    if (bytes > entries.size()) return false;
    entries = entries.subspan(bytes);
  }
  return entries.empty();
}

// The length of the shards that have so many keys; nothing: the bytes do not begin with such
// shards.
std::optional<std::uint64_t> shards_bytes_in(Bytes bytes, std::uint64_t keys) {
  std::uint64_t offset = 0;
  std::uint64_t shard_min = 0;
  while (keys > 0) {
    if (bytes.size() - offset < checkpoint_shard_head_bytes) return std::nullopt;
    const std::uint64_t shard = load_u32(bytes.data() + offset);
    const std::uint64_t shard_keys = load_u32(bytes.data() + offset + 4);
    if (shard < shard_min || shard >= HashIndex::shard_count) return std::nullopt;
    if (shard_keys == 0 || shard_keys > keys) return std::nullopt;
    offset += checkpoint_shard_head_bytes;
    if (bytes.size() - offset < shard_keys * checkpoint_slot_bytes) return std::nullopt;
    offset += shard_keys * checkpoint_slot_bytes;
    keys -= shard_keys;
    shard_min = shard + 1;
  }
  return offset;
}

}  // namespace

Result<CheckpointParts> decode_checkpoint_parts(Bytes file) {
  TRY_ASSIGN(file, check_stamp(file, checkpoint_magic, checkpoint_version));
  if (file.size() < checkpoint_header_bytes) return Error{ErrorCode::corrupt};
  CheckpointParts parts = {.header = header_in(file)};
  const std::uint64_t books_bytes =
      std::uint64_t{parts.header.segment_count} * checkpoint_book_bytes;
  if (file.size() - checkpoint_header_bytes < books_bytes) return Error{ErrorCode::corrupt};
  parts.books = file.subspan(checkpoint_header_bytes, books_bytes);
  const Bytes rest = file.subspan(checkpoint_header_bytes + books_bytes);
  const std::optional<std::uint64_t> shards_bytes = shards_bytes_in(rest, parts.header.keys);
  if (!shards_bytes) return Error{ErrorCode::corrupt};
  parts.shards = rest.first(*shards_bytes);
  parts.ordered = rest.subspan(*shards_bytes);
  const std::uint64_t ordered_keys = parts.header.ordered_keys;
  const bool has_all_or_none = ordered_keys == 0 || ordered_keys == parts.header.keys;
  if (!has_all_or_none || !are_ordered_entries(parts.ordered, ordered_keys)) {
    return Error{ErrorCode::corrupt};
  }
  return parts;
}

}  // namespace powercut
