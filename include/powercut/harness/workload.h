// Workload: a seed becomes a plan of operations.
//
// A plan is data: it can be printed, cut short and run again. `setup`, changes only, runs before
// anything is recorded and ends in a clean shutdown: its outcome is the disk that the trace starts
// from, all of it durable. With `interrupted`, the run starts from another disk: the power fails
// half-way through the last write of one operation more, which must change nothing: a compaction,
// or a set of a key to the value that it has. So an open in the run meets a torn tail or a stray
// file. `faults` are calls that fail in the run, besides those that the harness lets fail.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/faultfs/fault_rule.h"
#include "powercut/harness/operation.h"

namespace powercut {

struct Plan {
  std::vector<Operation> setup = {};
  std::optional<Operation> interrupted = std::nullopt;
  std::vector<FaultRule> faults = {};
  std::vector<Operation> operations = {};
};

struct Workload {
  std::string name;
  std::string summary;  // for `powercut list workloads`
  std::function<Plan(std::uint64_t seed)> plan;
  bool in_errors_default = false;  // short enough to have each of its calls fail in turn
};

}  // namespace powercut
