// Verdicts: a sweep's cells joined to one row for each store and model, held against what is
// expected.
#pragma once

#include <string>
#include <vector>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

struct VerdictRow {
  std::string store;
  std::string model;
  Tally tally;
  bool expected_to_fail;
  std::string store_summary = {};
  SyncPolicy policy = SyncPolicy::always;
  std::vector<std::string_view> not_asked = {};  // clauses, by name
  bool ignores_ranges = false;                   // so that it is not asked for any

  // Not all workloads were run, or not to the end: where it should fail, it may yet hold.
  bool is_narrowed = false;

  // A model whose states are all of this one, too, and under which the store has failed: so it
  // fails here, and the sample did not show it. Only where it holds and should fail; else empty.
  std::string stronger_that_fails = {};

  bool holds() const { return tally.failed == 0; }

  bool is_untested() const {
    return tally.visited == 0 && tally.lifetimes.worlds == 0 && tally.failed == 0;
  }

  // Where there was nothing to visit, nothing can be expected either.
  bool as_expected() const {
    const bool may_hold = is_narrowed || !stronger_that_fails.empty();
    return is_untested() || holds() != expected_to_fail || (holds() && may_hold);
  }
};

// In the order of the cells.
std::vector<VerdictRow> verdicts(const SweepResult& result, const Registry& registry);

// Counts each finding of the pieces that were broken off as a failed state. A report has none.
void add_broken_off(std::vector<VerdictRow>& rows, const SweepResult& result);

bool all_as_expected(const std::vector<VerdictRow>& rows);

}  // namespace powercut
