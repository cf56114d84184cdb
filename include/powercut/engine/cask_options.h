// CaskOptions: how a CaskStore is to be. None of it is kept in the store: each open may differ.
// CaskStore::open refuses what is out of its range with invalid_argument. Where no range is told,
// any number will do.
#pragma once

#include <cstddef>
#include <cstdint>

#include "powercut/engine/sync_policy.h"
#include "powercut/io/clock.h"

namespace powercut {

inline constexpr std::size_t cask_key_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t cask_value_bytes_max = std::size_t{1} << 30U;
inline constexpr std::uint32_t cask_segment_bytes_min = 65;  // a header, and something
inline constexpr std::uint32_t cask_segment_bytes_max = std::uint32_t{1} << 30U;

struct CaskOptions {
  // The policy of calls that name none themselves.
  SyncPolicy policy = SyncPolicy::always;

  // Keeps all keys in memory, in their order: scans need no sorting, and see one moment.
  bool ordered = false;

  // Each get checks the checksum of what it returns. It checks the key in any case.
  bool verifies_reads = true;

  // Files are looked at in place, and unsynced bytes are copied into them. Faster; but where a disk
  // fails to read, or another process cuts a file, the process ends.
  bool maps_files = true;

  // No segment becomes longer, unless it holds a single commit. From cask_segment_bytes_min to
  // cask_segment_bytes_max.
  std::uint32_t segment_bytes = std::uint32_t{16} << 20U;

  // Room is made so many bytes ahead in the segment that is written: a sync then has no new size to
  // write, and unsynced bytes can be copied into a mapped file. 0: none.
  std::uint32_t room_bytes = std::uint32_t{1} << 20U;

  // Compacts in the background when the first share of all segments, in percent, is dead; over the
  // second, each write waits for a step, or does one. More may become dead where steps fail, and in
  // a store of two segments or less, which is left alone. At most 100, the first no higher than the
  // second.
  bool compacts = true;
  std::uint32_t dead_percent_start = 40;
  std::uint32_t dead_percent_max = 50;

  // Segments shorter than this share of segment_bytes, in percent, are joined with others. At most
  // 100.
  std::uint32_t small_percent = 25;

  // A compaction step copies so many bytes, or up to one record more. And the background copies at
  // most so many in a second, on average; 0: as fast as it can. Reads that find what to copy are
  // not counted, nor are the steps of writers and of compact().
  std::uint32_t compaction_step_bytes = std::uint32_t{1} << 20U;
  std::uint64_t compaction_bytes_per_second = 0;

  // So long after a sync the log is marked, if nothing has followed: all before its end is durable.
  // A recovery that finds damage there needs the mark; a busy store is spared this write. A process
  // that dies before it leaves its last commit unmarked. 0: at once.
  Duration mark_delay{0};

  // Buffers and groups, which a caller notices only by how long things take. At least 1; the
  // page from 256 to 4096, and the slots 2.
  std::size_t merged_commit_bytes = std::size_t{64} << 10U;  // of a commit that a compaction writes
  std::size_t compaction_changes = 128;                      // for which it holds a lock once
  std::size_t loader_changes = std::size_t{1} << 16U;        // that wait while a recovery reads
  std::size_t sorted_changes = 4096;                         // so many are sorted before
  std::size_t checkpoint_bytes = std::size_t{1} << 20U;      // that are written at once
  std::uint32_t index_slots = 8;                        // that a shard of the index begins with
  std::size_t ordered_page_bytes = 4096;                // of the ordered index
  std::uint64_t walk_slots = 1024;                      // that a walk looks at under one lock
  std::size_t held_key_bytes = std::size_t{64} << 20U;  // of keys that a scan without order holds

  // Makes hashes unforeseeable for those who choose keys; a server gives a random number.
  std::uint64_t seed = 0;
};

}  // namespace powercut
