// sweep_family(): explores the first plans of each store's bounded family, under all models of the
// sweep.
//
// The store's edges decide what is in its family (plan/bounded_plans.h). A cell has the outcomes of
// all plans of a store under one model. A finding names its plan as text.
#pragma once

#include "powercut/harness/sweep.h"

namespace powercut {

// Explores the first options.plans plans of each store: the run of each, and its states under each
// model.
SweepResult sweep_family(const SweepOptions& options, Progress& progress);

// Tells a person how many plans were explored: `bounded plans: all 194 plans of size up to 2, and 6
// of 3141 of size 3 (cask)`. Stores for which that is the same share a line. The text is empty if
// some piece of the work is missing. stores: the stores to tell of.
std::string bounded_summary(const SweepResult& result,
                            const std::vector<const StoreUnderTest*>& stores);

}  // namespace powercut
