// segment_workloads: makes plans for stores that keep their records in files of limited length.
// Such a store begins new files, compacts old ones step by step, may run out of room in the middle
// of that, and may sync by a timer.
//
// The plans are run on every store. Their sizes fit the `CaskStore` that catalog/catalog.cc opens,
// and segment_workloads_test.cc checks what each plan really does there.
#pragma once

#include "powercut/harness/workload.h"

namespace powercut {

// The segment length. It is so short that a few changes fill a segment.
inline constexpr std::uint32_t swept_segment_bytes = 256;

// Operations between single steps of compactions. A kill interrupts one compaction, and a close
// another.
Plan compaction_steps(std::uint64_t seed);

// Segments that end at, just before and beyond their length; commits that are longer than one.
Plan rolls(std::uint64_t seed);

// A disk that is full now and then: for a commit, a batch, a new segment, a compaction, a manifest.
Plan full_disk(std::uint64_t seed);

// Writes before pauses, and a new segment between two syncs of the timer.
Plan timers(std::uint64_t seed);

// A remove of a key whose set is in an old segment, and a compaction of later writes without that
// segment.
Plan removed_of_old(std::uint64_t seed);

// Two changes that do not fit into one segment, and one that still would.
Plan full_segment(std::uint64_t seed);

// Compactions that write more than one file, each of which may fail. No close follows that could
// hide the result.
Plan several_outputs(std::uint64_t seed);

}  // namespace powercut
