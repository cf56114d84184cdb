#include "harness/report/verdict.h"

#include <algorithm>

namespace powercut {

std::vector<VerdictRow> verdicts(const SweepResult& result,
                                 const std::vector<const StoreUnderTest*>& stores) {
  std::vector<VerdictRow> rows;
  for (const Cell& cell : result.cells) {
    auto row = std::ranges::find_if(rows, [&](const VerdictRow& known) {
      return known.store == cell.store && known.model == cell.model;
    });
    if (row == rows.end()) {
      auto store = std::ranges::find_if(
          stores, [&](const StoreUnderTest* known) { return known->name == cell.store; });
      bool expected_to_fail =
          store != stores.end() && (*store)->expected_to_fail(cell.model, !result.faults.empty());
      rows.push_back({cell.store, cell.model, {}, expected_to_fail});
      row = rows.end() - 1;
    }
    row->tally.add(cell.outcomes.tally);
  }
  return rows;
}

bool all_as_expected(const std::vector<VerdictRow>& rows) {
  return std::ranges::all_of(rows, &VerdictRow::as_expected);
}

}  // namespace powercut
