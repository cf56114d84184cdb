#include "harness/program/inputs/read_part.h"
#include "harness/program/inputs/user_models.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/commands.h"
#include "harness/program/verbs/finish_sweep.h"
#include "harness/report/files/read_report.h"

namespace powercut {

int run_merge(const MergeArguments& arguments, Registry& registry) {
  UserModels models;
  if (!models.load(arguments.model_file, registry)) return exit_wrong_usage;
  const std::string& first = arguments.reports.front();
  std::optional<SweepResult> whole;
  for (const std::string& path : arguments.reports) {
    auto part = read_part(path, registry);
    if (!part) return exit_wrong_usage;
    if (!whole) {
      whole = std::move(part);
      continue;
    }
    auto problem = difference(*whole, *part);
    if (!problem) problem = join(*whole, std::move(*part));
    if (problem) return report_error("cannot join {} with {}: {}", path, first, *problem);
  }
  models.mark(*whole);
  OutputFiles files(arguments.output);
  std::vector<std::string> inputs = arguments.reports;
  inputs.push_back(arguments.model_file);
  if (!files.prepare(*whole, registry, inputs)) return exit_wrong_usage;
  return finish_sweep(*whole, registry, files, {.needs_all = true});
}

}  // namespace powercut
