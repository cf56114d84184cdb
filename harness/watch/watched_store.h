// open_watched(): opens a store under test so that every call of it is watched (store_call.h): the
// open, each function, and its destruction. All parts of the harness that judge a store use it.
//
// Threads: those of the store.
#pragma once

#include <memory>

#include "powercut/harness/oracle.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/environment.h"

namespace powercut {

Result<std::unique_ptr<Store>> open_watched(const StoreUnderTest& store, Environment& environment);

// The violation for a store whose tasks go on and on (VirtualTime::runs_endlessly()).
Violation endless_tasks(FindingKind kind);

}  // namespace powercut
