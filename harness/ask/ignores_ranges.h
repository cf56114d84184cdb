// ignores_ranges: whether a scan of a store shows everything, whatever range is asked for.
//
// Such a store has no ranges, and is not held to them; the verdict names it. A store that minds a
// bound or a limit at all, or only at some times, is held to all of them.
#pragma once

#include "powercut/harness/store_under_test.h"

namespace powercut {

// The open store, with what it holds now. False if it is empty.
bool ignores_ranges(Store& store);

// The store as it is when it is new: opened on an empty disk, with a few keys. False if anything
// fails there. Deterministic, and costs one open. Threads: any.
bool ignores_ranges(const StoreUnderTest& store);

}  // namespace powercut
