// The checkpoint of an index: where the record of each key is, as a store left it that was closed.
//
//   0         18       20               24          32       40      48      56
//   [stamp:18][zeros:2][segment_count:4][sequence:8][epoch:8][seed:8][keys:8][ordered_keys:8]
//   64  books    of each segment: [number:4][zeros:4][salt:8][end:8]
//                [record_bytes:8][dead_bytes:8][remove_bytes:8]
//       counts   of each of 256 shards: [keys:4]
//       slots    of each key, by shard and tag: [tag:4][segment:4][offset:4][bytes:4]
//       ordered  of each key, in order: [key_length:4][segment:4][offset:4][bytes:4][key]
//
// The last part is there if the store had an ordered index.
//
// A cache: it holds for the one manifest whose sequence and epoch it names, with all segments
// sealed and of those salts and ends, and for an index with that seed. It is written behind that
// manifest; the next one outdates it. Then, or if it is torn, damaged or missing, the segments are
// read. Memory: to write one takes a buffer; to read one, the file, where it is not mapped.
#pragma once

#include "engine/cask/cask_files.h"
#include "engine/cask/cask_index.h"
#include "engine/cask/health.h"
#include "engine/cask/manifest.h"

namespace powercut {

inline constexpr std::uint16_t checkpoint_version = 1;

// The manifest that a checkpoint holds for.
struct CheckpointHead {
  std::uint32_t segment_count;
  std::uint64_t sequence;
  std::uint64_t epoch;
  std::uint64_t keys;
};

// corrupt: it is torn or damaged. newer_version: a newer powercut wrote it.
Result<CheckpointHead> decode_checkpoint_head(Bytes file);

// Writes and syncs it. That there is no room for it is no error, as nobody misses it.
Result<void> write_checkpoint(CaskFiles& files, Health& health, CaskIndex& index,
                              const Manifest& manifest, const SegmentList& segments);

// Fills the index, which is empty, and the books of the segments, which are those of the manifest.
// False, and nothing is changed: there is none that holds.
Result<bool> read_checkpoint(CaskFiles& files, CaskIndex& index, const Manifest& manifest,
                             const SegmentList& segments);

}  // namespace powercut
