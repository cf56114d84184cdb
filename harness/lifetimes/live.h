// live: lifetimes of stores under models, in pieces; see lifetimes.h.
//
// The work is cut as that of a sweep is: a result knows its pieces, and parts are joined.
#pragma once

#include "powercut/harness/sweep.h"

namespace powercut {

// options.worlds of each store under each model; the workloads count for nothing. Each piece begins
// with the worlds that options.corpus has of its store; afterwards the corpus is what is kept of
// those and of what the pieces have shown, also those that were stopped.
SweepResult live(const SweepOptions& options, Progress& progress);

}  // namespace powercut
