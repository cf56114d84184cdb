// ask_for_change: an operation that changes something, asked of a store.
#pragma once

#include <vector>

#include "powercut/engine/store.h"
#include "powercut/harness/history.h"
#include "powercut/harness/operation.h"

namespace powercut {

// A set, a remove or a batch. Ok: what a remove answers; true for the others.
Result<bool> ask_for_change(Store& store, const Operation& operation);

// Whether a store may refuse the change with that error, and nothing is wrong: it has no such
// operation, or a limit that the change is beyond. Every store takes keys of 100 bytes, values of
// 1,000 and batches of 16 changes.
bool may_refuse(const Operation& operation, ErrorCode error);

// Its changes by the numbers of the keys; the last change of a key counts.
std::vector<KeyChange> key_changes(const Operation& operation, const KeyTable& keys);

}  // namespace powercut
