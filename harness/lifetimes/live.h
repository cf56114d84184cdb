// live(): explores the lifetimes of stores under models, in pieces (lifetimes.h).
//
// The work is cut like that of a sweep: a result knows its pieces, and results of parts can be
// joined.
#pragma once

#include "powercut/harness/sweep.h"

namespace powercut {

// Lives through options.worlds worlds of each store under each model. It ignores the workloads.
// Each piece begins with the worlds that options.corpus has for its store. At the end the corpus
// holds what is kept of those and of the worlds that the pieces have shown, also stopped pieces.
SweepResult live(const SweepOptions& options, Progress& progress);

}  // namespace powercut
