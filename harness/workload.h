// Workload: a seed becomes a plan of operations.
//
// A plan is data: it can be printed, cut short and run again. `setup`, changes only, runs before
// anything is recorded and ends in a clean shutdown: its outcome is the disk that the trace starts
// from, all of it durable.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/operation.h"

namespace powercut {

struct Plan {
  std::vector<Operation> setup = {};
  std::vector<Operation> operations = {};
};

struct Workload {
  std::string name;
  std::string summary;  // for `powercut list workloads`
  std::function<Plan(std::uint64_t seed)> plan;
  bool in_errors_default = false;  // short enough to have each of its calls fail in turn
};

const std::vector<Workload>& all_workloads();

// nullptr: there is none of that name.
const Workload* find_workload(std::string_view name);

}  // namespace powercut
