// live: lifetimes of stores under models, in pieces; see lifetimes.h.
//
// The work is cut as that of a sweep is: a result knows its pieces, and parts are joined.
#pragma once

#include "harness/explore/sweep.h"

namespace powercut {

// options.worlds of each store under each model; the workloads count for nothing.
SweepResult live(const SweepOptions& options, Progress& progress);

}  // namespace powercut
