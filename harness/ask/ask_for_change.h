// ask_for_change(): asks a store to make the change of an operation.
#pragma once

#include <vector>

#include "powercut/engine/store.h"
#include "powercut/harness/history.h"
#include "powercut/harness/operation.h"
#include "powercut/harness/store_limits.h"

namespace powercut {

// operation: a set, a remove, a batch or an apply. A remove that is ok returns whether the key was
// there, and any other ok is true.
Result<bool> ask_for_change(Store& store, const Operation& operation);

// True if a store may refuse the change with that error: it has no such operation, or the change is
// beyond one of its limits.
bool may_refuse(const Operation& operation, ErrorCode error, const StoreLimits& limits);

// The changes of the operation, with keys by number. If it changes a key twice, the last change
// counts.
std::vector<KeyChange> key_changes(const Operation& operation, const KeyTable& keys);

}  // namespace powercut
