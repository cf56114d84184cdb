#include "harness/program/verbs/shrunk_findings.h"

#include <fmt/format.h>

#include <set>

#include "harness/report/table.h"
#include "harness/tell/shrink.h"

namespace powercut {

namespace {

// The cells whose first finding is that of their store and model.
std::vector<const Cell*> cells_to_shrink(const SweepResult& result) {
  std::vector<const Cell*> cells;
  std::set<std::pair<std::string, std::string>> taken;
  for (const Cell& cell : result.cells) {
    if (cell.outcomes.findings.empty() || !taken.emplace(cell.store, cell.model).second) continue;
    cells.push_back(&cell);
  }
  return cells;
}

}  // namespace

ShrunkCount show_shrunk_findings(const SweepResult& result, const Registry& registry,
                                 std::FILE* output, const std::atomic<bool>& stops) {
  auto cells = cells_to_shrink(result);
  ShrunkCount count{.done = 0, .total = cells.size()};
  if (cells.empty()) return count;
  fmt::print(output, "\nthe first finding of each store and model that fails, shrunk\n\n");
  for (const Cell* cell : cells) {
    // A second Ctrl-C loses what waits in the buffer.
    std::fflush(output);
    const Finding& finding = cell->outcomes.findings.front();
    auto shrunk =
        shrink(finding.place, held_to_less(*registry.find_store(cell->store), result.without),
               *registry.find_workload(cell->workload), registry.find_model(cell->model), &stops);
    if (stops) return count;
    ++count.done;
    if (!shrunk) continue;
    shrunk->finding.model_file = finding.model_file;
    shrunk->finding.without = finding.without;
    shrunk->finding.program = finding.program;
    fmt::print(output, "{}, {}, {} operations{}\n  {}", cell->store, cell->model,
               shrunk->plan.setup.size() + shrunk->plan.operations.size(),
               shrunk->is_at_limit ? ", at the limit of runs" : "", describe(shrunk->finding));
  }
  return count;
}

}  // namespace powercut
