// `powercut sweep --log`: a log that a user has, cut at every byte.
#include <fmt/format.h>

#include <filesystem>

#include "harness/program/inputs/choose.h"
#include "harness/program/inputs/user_log.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/commands.h"
#include "harness/program/verbs/finish_sweep.h"
#include "harness/report/progress_line.h"
#include "harness/sweep/log_sweep.h"

namespace powercut {

namespace {

// The limit for all cuts together, in bytes replayed: about ten minutes on one core. To read a key
// back and sort it costs as much as some bytes of log.
constexpr std::uint64_t log_cost_max = std::uint64_t{1} << 40;
constexpr std::uint64_t bytes_worth_a_key = 1000;

// The first option that was given and that cuts of a log have no use for.
const char* useless_option(const SweepArguments& arguments) {
  const ExplorationOptions usual;
  const ExplorationOptions& asked = arguments.exploration;
  if (!arguments.workloads.empty()) return "--workload";
  if (!arguments.plan_file.empty()) return "--plan-file";
  if (!arguments.models.empty()) return "--model";
  if (!arguments.model_file.empty()) return "--model-file";
  if (!arguments.without.empty()) return "--without";
  if (!arguments.resume.empty()) return "--resume";
  if (arguments.shard.count > 1) return "--shard";
  if (asked.budget != usual.budget) return "--budget";
  if (asked.depth != usual.depth) return "--depth";
  if (asked.audit_share != usual.audit_share) return "--audit-reduction";
  if (!arguments.output.baseline.empty()) return "--baseline";
  return nullptr;
}

}  // namespace

int run_log_sweep(const SweepArguments& arguments, Registry& registry) {
  if (const char* useless = useless_option(arguments)) {
    return report_error("--log takes the history from the file, and cuts it: leave {} out",
                        useless);
  }
  LogSweepOptions options{.stores = {}, .path = arguments.log, .bytes = {}};
  options.jobs = jobs_or_cores(arguments.jobs);
  auto is_log = [](const StoreUnderTest& store) { return store.name == "log"; };
  if (!choose_stores(registry, arguments.stores, is_log, options.stores)) {
    return exit_wrong_usage;
  }
  for (const StoreUnderTest* store : options.stores) {
    if (store->log_file.empty()) return report_error("the store {} keeps no log", store->name);
  }
  std::error_code unknown;  // of a file that is not there: then they are not the same
  for (const std::string* path :
       {&arguments.output.json, &arguments.output.junit, &arguments.output.summary}) {
    if (!std::filesystem::equivalent(arguments.log, *path, unknown)) continue;
    return report_error("the output would write over the log {}", arguments.log);
  }
  // One row at most for each store: all are shown.
  OutputArguments output = arguments.output;
  output.shows_rows = output.shows_findings = true;
  OutputFiles files(output);
  if (!files.prepare({.command = "sweep --log"}, registry, {})) return exit_wrong_usage;
  auto log = read_user_log(arguments.log);
  if (!log) return exit_wrong_usage;
  options.bytes = std::move(log->bytes);
  std::size_t size = options.bytes.size();
  if (arguments.last_bytes > 0 && arguments.last_bytes < size) {
    options.first_cut = size - arguments.last_bytes;
  }
  std::uint64_t cost_of_cut = size + log->keys * bytes_worth_a_key + 1;
  if (size - options.first_cut > log_cost_max / cost_of_cut) {
    return report_error(
        "{}: {} prefixes of up to {} bytes and {} keys are too many; cut only the end of it, as "
        "with --last-bytes {}",
        arguments.log, size - options.first_cut + 1, size, log->keys,
        log_cost_max / cost_of_cut / 10);
  }

  LogSweepResult swept;
  Progress progress;
  {
    ProgressLine line(progress, "cuts");
    swept = sweep_log(options, progress);
  }
  fmt::print(files.for_people(),
             "{}: {} bytes, {} whole records, {} bytes of torn tail; cuts {} to {}{}\n",
             arguments.log, size, swept.records, swept.tail_bytes, options.first_cut, size,
             options.first_cut == 0 ? ", every one" : "");
  return finish_sweep(swept.result, registry, files, {.shows_matrix = false});
}

}  // namespace powercut
