// Recording: one run of a plan on a store, as everything after it needs it: the disk it began on,
// the trace, the history, and what was already wrong in the run itself.
#pragma once

#include <vector>

#include "faultfs/injector.h"
#include "faultfs/trace.h"
#include "harness/history.h"
#include "harness/oracle/oracle.h"
#include "harness/store_under_test.h"
#include "harness/workload.h"

namespace powercut {

// What the run itself got wrong, without any crash.
struct LiveViolation {
  std::uint32_t operation;  // index into the plan's operations; their number: the final reopen
  Violation violation;
};

struct Recording {
  explicit Recording(KeyTable keys) : history(std::move(keys)) {}

  Disk base;
  Trace trace;
  History history;
  std::vector<std::uint32_t> operation_calls;  // calls that had been made when each operation began
  std::vector<LiveViolation> live;
  std::vector<SeenCall> seen;  // every call, also those that the trace leaves out
  std::uint64_t struck = 0;    // calls that the rules made fail
};

// Runs the plan: setup, then the operations with the rules in force, then a close, an open and a
// last reading of everything. A failed operation does not end the run: what it touched is read, and
// after two failures in a row the store is closed and opened again, up to twice. Deterministic.
Recording record(const StoreUnderTest& store, const Plan& plan,
                 const std::vector<FaultRule>& rules = {});

}  // namespace powercut
