// WatchedStore: the store under test, with every call of it watched (store_call.h): its opening,
// its calls and its end. Every part of the harness that judges a store opens it so.
//
// Threads: as the store's.
#pragma once

#include <memory>

#include "powercut/harness/oracle.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/environment.h"

namespace powercut {

Result<std::unique_ptr<Store>> open_watched(const StoreUnderTest& store, Environment& environment);

// The violation of a store whose tasks go on and on (VirtualTime::runs_endlessly()).
Violation endless_tasks(FindingKind kind);

}  // namespace powercut
