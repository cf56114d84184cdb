// Workload: makes a plan of operations from a seed.
//
// A plan is data: it can be printed, cut short and run again. `setup` has changes only. It runs
// before the recording and ends in a clean close; the trace starts from the disk that it leaves,
// all of it durable. With `interrupted`, one more operation follows the setup, and the power is cut
// half-way through its last write. It must change nothing: a compaction, or a set of a key to the
// value that it has. So an open in the run meets a torn tail or a stray file. `faults` are calls
// that fail in the run, besides those that the harness makes fail.
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
  bool in_errors_default = false;  // short enough to make each of its calls fail in turn
};

}  // namespace powercut
