// with_changes_at_limits(): adds changes at the limits of a store to some worlds. One change has a
// key or a value of the greatest length; others are a byte longer or shorter. Every copy of the
// disk has these large bytes, so only few worlds get them.
//
// Deterministic. The chooser stays as it was, so that other worlds do not change.
#pragma once

#include "harness/lifetimes/world_plan.h"

namespace powercut {

// Returns the world, in few cases with such changes in a row somewhere among its operations.
Plan with_changes_at_limits(Plan world, const WorldOptions& options, const Chooser& chooser);

}  // namespace powercut
