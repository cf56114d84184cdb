// ignores_ranges(): finds out whether a scan of a store shows all keys, whatever range it is given.
//
// Such a store has no ranges, and is not judged by them; the verdict names it. A store that minds a
// bound or a limit, even if only at some times, is judged by all of them.
#pragma once

#include "powercut/harness/store_under_test.h"

namespace powercut {

// Tries the open store with the keys that it has now. False if it is empty.
bool ignores_ranges(Store& store);

// Tries a new store: it opens it on an empty disk and sets a few keys. False if anything fails.
// Deterministic; costs one open. Threads: any.
bool ignores_ranges(const StoreUnderTest& store);

}  // namespace powercut
