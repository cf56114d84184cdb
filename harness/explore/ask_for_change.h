// ask_for_change: an operation that changes something, asked of a store.
#pragma once

#include "engine/store.h"
#include "harness/operation.h"

namespace powercut {

// A set, a remove or a batch. Ok: what a remove answers; true for the others.
Result<bool> ask_for_change(Store& store, const Operation& operation);

}  // namespace powercut
