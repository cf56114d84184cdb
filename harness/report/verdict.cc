#include "harness/report/verdict.h"

#include <algorithm>

#include "harness/ask/ignores_ranges.h"

namespace powercut {

namespace {

void look_for_stronger_that_fails(std::vector<VerdictRow>& rows, const ModelSet& models) {
  for (VerdictRow& row : rows) {
    const PersistenceModel* model = models.find(row.model);
    const bool is_sampled = row.tally.reduction.skipped > 0;
    if (!model || !row.holds() || !row.expected_to_fail || !is_sampled) continue;
    for (const VerdictRow& other : rows) {
      const PersistenceModel* stronger = models.find(other.model);
      const bool fails = other.store == row.store && !other.holds();
      if (fails && stronger && models.is_within(*stronger, *model))
        row.stronger_that_fails = other.model;
    }
  }
}

}  // namespace

std::vector<VerdictRow> verdicts(const SweepResult& result, const Registry& registry) {
  std::vector<VerdictRow> rows;
  for (const Cell& cell : result.cells) {
    auto row = std::ranges::find_if(rows, [&](const VerdictRow& known) {
      return known.store == cell.store && known.model == cell.model;
    });
    if (row == rows.end()) {
      const StoreUnderTest* store = registry.find_store(cell.store);
      rows.push_back({cell.store, cell.model, {}, false});
      row = rows.end() - 1;
      row->is_narrowed = result.is_narrowed || !result.is_complete();
      if (store != nullptr) {
        row->expected_to_fail = registry.expects_failure(
            *store, cell.model, result.command == "errors" || !result.faults.empty());
        row->store_summary = store->summary;
        row->policy = store->policy;
        row->ignores_ranges = ignores_ranges(*store);
        row->not_asked = store->clauses.without(result.without).missing();
      }
    }
    row->tally.add(cell.outcomes.tally);
  }
  look_for_stronger_that_fails(rows, registry.models());
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
