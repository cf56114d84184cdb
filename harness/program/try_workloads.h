// Whether workloads make plans at all: asked once, before the work, of those that were chosen.
#pragma once

#include <vector>

#include "powercut/harness/workload.h"

namespace powercut {

inline constexpr std::size_t plan_operations_max = 100'000;

// Reports the error, and returns false, if one throws or makes a plan of more operations. One that
// takes more than 20 s of CPU time will not come back: the program ends with exit_wrong_usage.
bool make_plans(const std::vector<const Workload*>& workloads, std::uint64_t seed);

}  // namespace powercut
