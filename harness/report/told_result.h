// ToldResult: a result with its verdicts, and with what is new of them; what every text and file
// about it begins with.
#pragma once

#include "harness/report/baseline.h"

namespace powercut {

struct ToldResult {
  const SweepResult& result;
  const Registry& registry;  // in which its stores, workloads and models are
  std::vector<VerdictRow> rows;
  std::optional<Baseline> baseline = std::nullopt;
  std::vector<BaselineChange> changes = {};  // against it

  // The row is not as expected, and not only in ways that the baseline has, too.
  bool is_amiss(const VerdictRow& row) const {
    return !row.as_expected() && (!baseline || has_news(changes, row));
  }
  std::vector<VerdictRow> amiss() const {
    std::vector<VerdictRow> rows_amiss;
    for (const VerdictRow& row : rows) {
      if (is_amiss(row)) rows_amiss.push_back(row);
    }
    return rows_amiss;
  }
};

// The finding that is told first of those of these rows: in the fewest crashes, of the shortest
// plan, at the first call. nullptr: there is none.
const Finding* smallest_finding(const SweepResult& result, const std::vector<VerdictRow>& rows);

}  // namespace powercut
