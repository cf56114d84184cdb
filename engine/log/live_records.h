// Finds the live records of a log, and copies them for a compaction, in the order of their places.
#pragma once

#include <span>
#include <vector>

#include "engine/log/log_index.h"
#include "engine/log/read_window.h"
#include "powercut/io/file.h"

namespace powercut {

struct LiveRecord {
  LogIndex::Map::value_type* entry;  // in the index, which must not change meanwhile
  std::uint64_t new_value_offset;    // set by copy_live_records
};

// Returns the records sorted by place. So the same log gives the same copy, and source and target
// are read and written front to back.
std::vector<LiveRecord> live_records(LogIndex& index);

// Writes the records to the target, from its start, and returns how many bytes that took. Verifies
// every record on its way. corrupt: the source does not hold what the index says. Memory: two
// buffers, whatever the size of a record.
Result<std::uint64_t> copy_live_records(std::span<LiveRecord> records, File& source,
                                        std::uint64_t source_bytes, File& target,
                                        std::size_t window_bytes = ReadWindow::window_bytes_max);

}  // namespace powercut
