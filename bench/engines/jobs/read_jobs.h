// Jobs that read a filled store. An engine's cache is filled before they count: all was read once.
#pragma once

#include "bench/engines/jobs/job.h"

namespace powercut {

// As many gets by each thread as there are keys, of random keys that are there, each verified.
Result<Figures> get_random(const Cell& cell, unsigned threads);

// The whole store in key order, before a compaction and after it.
Result<Figures> scan_all(const Cell& cell);

// Gets `count` random keys and verifies them; ends the process if one is not right.
void get_and_verify(Reader& reader, const DataSet& data, std::uint64_t count, std::uint64_t seed);

}  // namespace powercut
