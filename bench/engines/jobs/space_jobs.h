// Jobs that measure what a store takes up.
#pragma once

#include "bench/engines/jobs/job.h"

namespace powercut {

// By how much resident memory has grown per key after opening a filled store, and after as many
// random gets as there are keys. Where all keys are in memory, their own bytes are taken off.
Result<Figures> measure_memory(const Cell& cell);

// Disk over live data while every key is set, and then overwritten again and again, each round in
// another order: the most that was seen; at the end, when nothing moves any more; and after a
// compaction.
Result<Figures> measure_disk(const Cell& cell);

}  // namespace powercut
