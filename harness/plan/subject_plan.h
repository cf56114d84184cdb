// subject_plan: plans of a map's changes, said in the operations of a subject.
#pragma once

#include "powercut/harness/chooser.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

// The plan with a drawn operation of the subject in place of each set, remove and batch; what it
// applies already stays. Of a map the plan as it is.
Plan plan_for(const StoreUnderTest& store, Plan plan, Chooser chooser);

// The plan that a workload has for the store.
Plan plan_for(const StoreUnderTest& store, const Workload& workload, std::uint64_t seed);

// Each '#' as a number, from `first` on, which becomes the one that comes next.
std::string numbered(std::string_view operation, std::uint64_t& first);

}  // namespace powercut
