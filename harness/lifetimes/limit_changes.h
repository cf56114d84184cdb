// Changes at the limits of a store: a key or a value that is as long as it may be, and one that is
// a byte longer, or shorter. Each copy of the disk has them: so few worlds do.
//
// Deterministic. The draws leave the chooser as it was: other worlds are what they would be.
#pragma once

#include "harness/lifetimes/world_plan.h"

namespace powercut {

// Into few worlds; they stand together, somewhere among the operations.
Plan with_changes_at_limits(Plan world, const WorldOptions& options, const Chooser& chooser);

}  // namespace powercut
