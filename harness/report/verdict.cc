#include "harness/report/verdict.h"

#include <algorithm>

#include "harness/explore/ignores_ranges.h"

namespace powercut {

namespace {

void look_for_stronger_that_fails(std::vector<VerdictRow>& rows) {
  for (VerdictRow& row : rows) {
    const PersistenceModel* model = find_persistence_model(row.model);
    const bool is_sampled = row.tally.reduction.skipped > 0;
    if (!model || !row.holds() || !row.expected_to_fail || !is_sampled) continue;
    for (const VerdictRow& other : rows) {
      const PersistenceModel* stronger = find_persistence_model(other.model);
      const bool fails = other.store == row.store && !other.holds();
      if (fails && stronger && is_within(*stronger, *model)) row.stronger_that_fails = other.model;
    }
  }
}

}  // namespace

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
      rows.push_back({cell.store, cell.model, {}, false});
      row = rows.end() - 1;
      row->is_narrowed = result.is_narrowed || !result.is_complete();
      if (store != stores.end()) {
        row->expected_to_fail = (*store)->expected_to_fail(
            cell.model, result.command == "errors" || !result.faults.empty());
        row->store_summary = (*store)->summary;
        row->policy = (*store)->policy;
        row->ignores_ranges = ignores_ranges(**store);
        row->not_asked = (*store)->clauses.without(result.without).missing();
      }
    }
    row->tally.add(cell.outcomes.tally);
  }
  look_for_stronger_that_fails(rows);
  return rows;
}

void add_broken_off(std::vector<VerdictRow>& rows, const SweepResult& result) {
  for (const BrokenPiece& broken : result.broken_off) {
    for (const Finding& finding : broken.findings) {
      auto row = std::ranges::find_if(rows, [&](const VerdictRow& known) {
        return known.store == finding.place.store && known.model == finding.place.model;
      });
      if (row != rows.end()) row->tally.count_failures(finding.violation.kind, 1);
    }
  }
}

bool all_as_expected(const std::vector<VerdictRow>& rows) {
  return std::ranges::all_of(rows, &VerdictRow::as_expected);
}

}  // namespace powercut
