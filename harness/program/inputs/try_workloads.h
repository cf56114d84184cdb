// make_plans(): checks, once before the work, that the chosen workloads make plans at all.
#pragma once

#include <vector>

#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

inline constexpr std::size_t plan_operations_max = 100'000;

// Reports the error and returns false if a workload throws or makes a plan of more operations. A
// workload that takes more than 20 s of CPU time counts as one that never returns: the program ends
// with exit_wrong_usage.
bool make_plans(const std::vector<const Workload*>& workloads, std::uint64_t seed);

// Reports the error and returns false if a plan that a person wrote has changes of a map for a
// subject, or operations of a subject for a map, or if no operation of a subject changes its state.
bool suit_each_other(const std::vector<const StoreUnderTest*>& stores,
                     const std::vector<const Workload*>& workloads);

}  // namespace powercut
