// CaskOptions: the settings of a CaskStore. The store does not keep them: each open may use others.
// CaskStore::open returns invalid_argument for a value that is out of range. Where no range is
// given, every number is allowed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "powercut/engine/sync_policy.h"
#include "powercut/io/clock.h"

namespace powercut {

inline constexpr std::size_t cask_key_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t cask_value_bytes_max = std::size_t{1} << 30U;
inline constexpr std::uint32_t cask_segment_bytes_min = 65;  // a header, and one byte
inline constexpr std::uint32_t cask_segment_bytes_max = std::uint32_t{1} << 30U;

struct CaskOptions {
  // The policy of calls that do not name one.
  SyncPolicy policy = SyncPolicy::always;

  // Keeps all keys in memory, in order. A scan then needs no sorting, and sees the store as it was
  // at one moment.
  bool ordered = false;

  // Each get checks the checksum of the record that it returns. It checks the key in any case.
  bool verifies_reads = true;

  // Reads files in place, as mapped memory, and copies unsynced bytes into them. This is faster.
  // But if the disk fails to read, or another process cuts a file, the process ends.
  bool maps_files = true;

  // The most bytes of a segment; only a single commit may make it longer. From
  // cask_segment_bytes_min to cask_segment_bytes_max.
  std::uint32_t segment_bytes = std::uint32_t{16} << 20U;

  // The store makes room on the disk for this many bytes ahead in the segment that it writes. A
  // sync then has no new size to write, and unsynced bytes can be copied into a mapped file. 0: no
  // room is made ahead.
  std::uint32_t room_bytes = std::uint32_t{1} << 20U;

  // A background compaction begins when the dead share of all segments, in percent, is over
  // dead_percent_start. While the share is over dead_percent_max, each write waits for a compaction
  // step, or does one. More may become dead if steps fail, and in a store of two full segments or
  // less, which is not compacted by itself. At most 100; the first no higher than the second.
  bool compacts = true;
  std::uint32_t dead_percent_start = 40;
  std::uint32_t dead_percent_max = 50;

  // A compaction also takes neighbouring segments that are shorter than this share of
  // segment_bytes, in percent. At most 100.
  std::uint32_t small_percent = 25;

  // A compaction step copies about compaction_step_bytes: up to one record more. The background
  // copies at most compaction_bytes_per_second on average; 0: as fast as it can. The limit does not
  // count reads that look for records to copy, nor the steps of writers and of compact().
  std::uint32_t compaction_step_bytes = std::uint32_t{1} << 20U;
  std::uint64_t compaction_bytes_per_second = 0;

  // The time from a sync to the mark that the store puts at the end of its log, if no change has
  // followed. The mark says that all before it is durable. A recovery needs it to tell damage there
  // from a torn end. A delay saves this write in a busy store, but a process that dies before the
  // mark leaves its last commit unmarked. 0: the mark follows at once.
  Duration mark_delay{0};

  // Sizes of buffers and groups. A caller notices them only by the time that calls take. At least
  // 1; ordered_page_bytes from 256 to 4096, index_slots at least 2.
  std::size_t merged_commit_bytes = std::size_t{64} << 10U;  // of a commit that a compaction writes
  std::size_t compaction_changes = 128;                  // records that it looks up under one lock
  std::size_t loader_changes = std::size_t{1} << 16U;    // that a recovery gathers for the index
  std::size_t sorted_changes = 4096;                     // it sorts so many, or more, by shard
  std::size_t checkpoint_bytes = std::size_t{1} << 20U;  // written at once
  std::uint32_t index_slots = 8;                         // of an empty shard of the index
  std::size_t ordered_page_bytes = 4096;                 // of the ordered index
  std::uint64_t walk_slots = 1024;                       // that a walk looks at under one lock
  std::size_t held_key_bytes = std::size_t{64} << 20U;   // of keys that an unordered scan holds

  // The seed of the hashes of keys. A server sets a random number, so that nobody who chooses keys
  // can foresee their hashes.
  std::uint64_t seed = 0;
};

}  // namespace powercut
