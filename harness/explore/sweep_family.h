// sweep_family: the first plans of each store's bounded family, explored under many models.
//
// The family is that of the store's edges (plan/bounded_plans.h). A cell holds all of its plans;
// findings name theirs as text.
#pragma once

#include "harness/explore/sweep.h"

namespace powercut {

// options.plans of each store under each model, and each plan's run itself.
SweepResult sweep_family(const SweepOptions& options, Progress& progress);

// "the first 400 of 1,234,567 plans: all 190 plans of size up to 2, and 210 of 2525 of size 3"
std::string extent_of_family(const StoreUnderTest& store, std::uint64_t plans);

}  // namespace powercut
