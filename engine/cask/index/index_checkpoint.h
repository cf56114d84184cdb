// The checkpoint of an index: where the record of each key is, as a closed store left it.
//
//   0         18       20               24          32       40      48      56
//   [stamp:18][zeros:2][segment_count:4][sequence:8][epoch:8][seed:8][keys:8][ordered_keys:8]
//   64  books    of each segment: [number:4][zeros:4][salt:8][end:8]
//                [record_bytes:8][dead_bytes:8][remove_bytes:8]
//       shards   of each shard of the index with keys in it, in order: [shard:4][keys:4][slots]
//                slot = [tag:4][segment:4][offset:4][bytes:4]
//       ordered  of each key, in order: [key_length:4][segment:4][offset:4][bytes:4][key]
//
// The last part is there if the store had an ordered index.
//
// A cache: it holds for the one manifest whose sequence and epoch it names, with all segments
// sealed and of those salts and ends, and for an index with that seed. The next manifest outdates
// it. Then, or if it is torn, damaged or missing, the segments are read.
//
// It is written when that manifest is durable. So if the store has an older one only, bytes at rest
// have changed, and the older one is not to be believed: it may take bytes that the newer one cut
// off, and give back keys that were removed since.
//
// Memory: to write one takes a buffer; to read one, the file, where it is not mapped.
#pragma once

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/manifest.h"
#include "engine/cask/index/cask_index.h"
#include "engine/cask/segments/health.h"

namespace powercut {

// Writes and syncs it, so many bytes at a time. A lack of room for it is no error, as nobody misses
// it.
Result<void> write_checkpoint(CaskFiles& files, Health& health, CaskIndex& index,
                              const Manifest& manifest, const SegmentList& segments,
                              std::size_t buffer_bytes = std::size_t{1} << 20U);

// The use of a checkpoint to an open that goes by the manifest.
enum class CheckpointUse : std::uint8_t {
  holds,
  damaged,           // or torn, or it cannot be read
  newer_version,     // a newer powercut wrote it
  of_another,        // manifest, store or kind of index
  of_lost_manifest,  // of a later one of this store: that was durable, and is damaged or gone
};

CheckpointUse judge_checkpoint(Bytes file, const Manifest& manifest);

// Fills the index, which is empty, and the books of the segments, which are those of the manifest.
// Unless it holds, nothing is changed.
CheckpointUse read_checkpoint(CaskFiles& files, CaskIndex& index, const Manifest& manifest,
                              const SegmentList& segments);

}  // namespace powercut
