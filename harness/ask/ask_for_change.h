// ask_for_change: an operation that changes something, asked of a store.
#pragma once

#include <vector>

#include "powercut/engine/store.h"
#include "powercut/harness/history.h"
#include "powercut/harness/operation.h"
#include "powercut/harness/store_limits.h"

namespace powercut {

// A set, a remove or a batch. Ok: what a remove answers; true for the others.
Result<bool> ask_for_change(Store& store, const Operation& operation);

// Whether a store may refuse the change with that error, and nothing is wrong: it has no such
// operation, or the change is beyond one of its limits.
bool may_refuse(const Operation& operation, ErrorCode error, const StoreLimits& limits);

// Its changes by the numbers of the keys; the last change of a key counts.
std::vector<KeyChange> key_changes(const Operation& operation, const KeyTable& keys);

}  // namespace powercut
