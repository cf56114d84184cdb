// CheckpointParts: finds the parts of a checkpoint (index_checkpoint.h, which draws it) by the
// lengths and counts in it.
#pragma once

#include <cstdint>

#include "powercut/io/bytes.h"
#include "powercut/io/result.h"

namespace powercut {

inline constexpr std::uint16_t checkpoint_version = 1;

inline constexpr std::size_t checkpoint_segment_count_offset = 20;
inline constexpr std::size_t checkpoint_numbers_offset = 24;
inline constexpr std::size_t checkpoint_header_bytes = 64;
inline constexpr std::size_t checkpoint_book_bytes = 48;
inline constexpr std::size_t checkpoint_shard_head_bytes = 8;
inline constexpr std::size_t checkpoint_slot_bytes = 16;

struct CheckpointHeader {
  std::uint32_t segment_count = 0;
  std::uint64_t sequence = 0;
  std::uint64_t epoch = 0;
  std::uint64_t seed = 0;
  std::uint64_t keys = 0;
  std::uint64_t ordered_keys = 0;  // 0, or as many as keys
};

struct CheckpointParts {
  CheckpointHeader header = {};
  Bytes books = {};    // one for each segment
  Bytes shards = {};   // by number; none is empty, and together they have all keys
  Bytes ordered = {};  // whole entries
};

// corrupt: the file is torn or damaged, or the parts are not as long as the counts say. A checksum
// does not exclude the latter, as the writer may have counted wrong. newer_version: a newer
// powercut wrote it.
Result<CheckpointParts> decode_checkpoint_parts(Bytes file);

}  // namespace powercut
