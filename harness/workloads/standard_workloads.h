// standard_workloads(): lists the workloads that every program has (`powercut list workloads`).
#pragma once

#include <vector>

#include "powercut/harness/workload.h"

namespace powercut {

const std::vector<Workload>& standard_workloads();

}  // namespace powercut
