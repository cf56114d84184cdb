// plan_for(): turns a plan for a map into a plan of a subject's operations.
#pragma once

#include "powercut/harness/chooser.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

// Puts a drawn operation of the subject in place of each set, remove and batch. Operations of the
// subject that the plan has already stay. If the store is no subject, the plan stays as it is.
Plan plan_for(const StoreUnderTest& store, Plan plan, Chooser chooser);

// The plan that a workload makes for the store.
Plan plan_for(const StoreUnderTest& store, const Workload& workload, std::uint64_t seed);

// Puts a number in place of each '#', from `first` on. Sets `first` to the next number.
std::string numbered(std::string_view operation, std::uint64_t& first);

}  // namespace powercut
