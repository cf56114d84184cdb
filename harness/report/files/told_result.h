// ToldResult: holds a result with its verdicts, and with what is new in them. Every text and file
// about the result is made from it.
#pragma once

#include "harness/report/files/baseline.h"

namespace powercut {

struct ToldResult {
  const SweepResult& result;
  const Registry& registry;  // has the stores, workloads and models of the result
  std::vector<VerdictRow> rows;
  std::optional<Baseline> baseline = std::nullopt;
  std::vector<BaselineChange> changes = {};  // against the baseline

  // True if the row is not as expected, in a way that the baseline does not have.
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

// The finding of these rows that is told first: that with the fewest crashes, the shortest plan and
// the earliest call. nullptr if there is none.
const Finding* smallest_finding(const SweepResult& result, const std::vector<VerdictRow>& rows);

}  // namespace powercut
