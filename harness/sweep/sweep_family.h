// sweep_family: the first plans of each store's bounded family, explored under many models.
//
// The family is that of the store's edges (plan/bounded_plans.h). A cell holds all of its plans;
// findings name theirs as text.
#pragma once

#include "powercut/harness/sweep.h"

namespace powercut {

// options.plans of each store under each model, and each plan's run itself.
SweepResult sweep_family(const SweepOptions& options, Progress& progress);

// For a person: `bounded plans: all 194 plans of size up to 2, and 6 of 3141 of size 3 (cask)`, a
// line for each bound that was reached; nothing, if some piece of the work is missing. Stores that
// are not named are left out.
std::string bounded_summary(const SweepResult& result,
                            const std::vector<const StoreUnderTest*>& stores);

}  // namespace powercut
