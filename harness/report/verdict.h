// verdicts(): joins a sweep's cells to one row for each store and model, and compares each row with
// what is expected.
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
  bool ignores_ranges = false;                   // the store was not judged by ranges

  // Not all workloads were run, or not to the end. So a store that should fail may hold.
  bool is_narrowed = false;

  // A stronger model under which the store has failed. All states of that model are states of this
  // one, so the store fails here too, and the sample did not show it. Set only if the row holds and
  // should fail; else empty.
  std::string stronger_that_fails = {};

  bool holds() const { return tally.failed == 0; }

  bool is_untested() const {
    return tally.visited == 0 && tally.lifetimes.worlds == 0 && tally.failed == 0;
  }

  // A row without anything to visit is as expected.
  bool as_expected() const {
    const bool may_hold = is_narrowed || !stronger_that_fails.empty();
    return is_untested() || holds() != expected_to_fail || (holds() && may_hold);
  }
};

// The rows are in the order of the cells.
std::vector<VerdictRow> verdicts(const SweepResult& result, const Registry& registry);

// Counts each finding of the broken-off pieces as a failed state. A report does not count them.
void add_broken_off(std::vector<VerdictRow>& rows, const SweepResult& result);

bool all_as_expected(const std::vector<VerdictRow>& rows);

}  // namespace powercut
