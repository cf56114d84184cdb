// The workloads that every program has: those of `powercut list workloads`.
#pragma once

#include <vector>

#include "powercut/harness/workload.h"

namespace powercut {

const std::vector<Workload>& standard_workloads();

}  // namespace powercut
