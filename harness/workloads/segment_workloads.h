// Workloads for what stores do that keep their records in files of limited length: begin a new
// file, compact old ones step by step, run out of room in the middle of that, sync by a timer.
//
// They are run on every store. The sizes are those of `CaskStore` as catalog/catalog.cc opens it,
// and segment_workloads_test.cc says what each of them really did there.
#pragma once

#include "powercut/harness/workload.h"

namespace powercut {

// So short that a few changes fill one.
inline constexpr std::uint32_t swept_segment_bytes = 256;

// Operations between single steps of compactions, of which a kill and a close each interrupt one.
Plan compaction_steps(std::uint64_t seed);

// Segments that end at, just before and beyond their length; commits that are longer than one.
Plan rolls(std::uint64_t seed);

// A disk that is full now and then: for a commit, a batch, a new segment, a compaction, a manifest.
Plan full_disk(std::uint64_t seed);

// Writes before pauses, and a new segment between two syncs of the timer.
Plan timers(std::uint64_t seed);

// A key of an old segment is removed, and later writes are compacted without it.
Plan removed_of_old(std::uint64_t seed);

// Two changes that do not fit into one segment, and one that still would.
Plan full_segment(std::uint64_t seed);

// Compactions that write more than one file, of which each may fail. No close hides what came of
// it.
Plan several_outputs(std::uint64_t seed);

}  // namespace powercut
