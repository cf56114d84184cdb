#include "harness/cli/shrunk_findings.h"

#include <fmt/format.h>

#include <set>

#include "harness/explore/shrink.h"
#include "harness/report/table.h"

namespace powercut {

std::string shrunk_findings(const SweepResult& result) {
  std::string text;
  std::set<std::pair<std::string, std::string>> shown;
  for (const Cell& cell : result.cells) {
    if (cell.outcomes.findings.empty() || !shown.emplace(cell.store, cell.model).second) continue;
    const Finding& finding = cell.outcomes.findings.front();
    auto shrunk = shrink(finding.place, *find_store(cell.store), *find_workload(cell.workload),
                         find_persistence_model(cell.model));
    if (!shrunk) continue;
    shrunk->finding.model_file = finding.model_file;
    text += fmt::format("{}, {}, {} operations\n  {}", cell.store, cell.model,
                        shrunk->plan.setup.size() + shrunk->plan.operations.size(),
                        describe(shrunk->finding));
  }
  return text.empty()
             ? ""
             : "the first finding of each store and model that fails, shrunk\n\n" + text + "\n";
}

}  // namespace powercut
