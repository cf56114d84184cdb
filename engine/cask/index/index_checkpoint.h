// The checkpoint of an index: a file with the place of each key's record, as a closed store left
// it.
//
//   0         18       20               24          32       40      48      56
//   [stamp:18][zeros:2][segment_count:4][sequence:8][epoch:8][seed:8][keys:8][ordered_keys:8]
//   64  books    of each segment: [number:4][zeros:4][salt:8][end:8]
//                [record_bytes:8][dead_bytes:8][remove_bytes:8]
//       shards   of each shard of the index with keys in it, in order: [shard:4][keys:4][slots]
//                slot = [tag:4][segment:4][offset:4][bytes:4]
//       ordered  of each key, in order: [key_length:4][segment:4][offset:4][bytes:4][key]
//
// The part `ordered` is empty if the store had no ordered index.
//
// A checkpoint is a cache. It holds for the one manifest that has its sequence and epoch, if all
// segments are sealed and have its numbers, salts and ends, and for an index with its seed. The
// next manifest outdates it. If it does not hold, or is torn, damaged or missing, the segments are
// read.
//
// It is written when that manifest is durable. So if an open finds only an older manifest, bytes at
// rest have changed, and the older one must not be believed: it may take bytes that the newer one
// cut off, and give back keys that were removed since.
//
// Memory: a buffer to write a checkpoint; the whole file to read one, unless the file is mapped.
#pragma once

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/manifest.h"
#include "engine/cask/index/cask_index.h"
#include "engine/cask/segments/health.h"

namespace powercut {

// Writes and syncs the checkpoint, buffer_bytes at a time. Writes none that is too long for its
// length field, of 4 bytes. A lack of room is no error, as no store needs its checkpoint.
Result<void> write_checkpoint(CaskFiles& files, Health& health, CaskIndex& index,
                              const Manifest& manifest, const SegmentList& segments,
                              std::size_t buffer_bytes = std::size_t{1} << 20U);

// The use of a checkpoint to an open with a given manifest.
enum class CheckpointUse : std::uint8_t {
  holds,
  damaged,           // or torn, or not readable
  newer_version,     // a newer powercut wrote it
  of_another,        // of another manifest, store or kind of index
  of_lost_manifest,  // a later one of this store, durable once, now damaged or gone
};

CheckpointUse judge_checkpoint(Bytes file, const Manifest& manifest);

// Fills the index, which is empty, and the books of the segments, which are those of the manifest.
// If the checkpoint does not hold, it changes nothing.
CheckpointUse read_checkpoint(CaskFiles& files, CaskIndex& index, const Manifest& manifest,
                              const SegmentList& segments);

}  // namespace powercut
