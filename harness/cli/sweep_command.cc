#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "harness/cli/commands.h"
#include "harness/cli/complain.h"
#include "harness/cli/whole_file.h"
#include "harness/explore/log_sweep.h"
#include "harness/report/progress_line.h"
#include "harness/report/report.h"
#include "harness/report/table.h"

namespace powercut {

namespace {

constexpr std::uint64_t log_bytes_max = std::uint64_t{64} << 20;
// What all cuts together may cost, in bytes replayed: about ten minutes on one core. To read a key
// back and sort it costs as much as some bytes of log.
constexpr std::uint64_t log_cost_max = std::uint64_t{1} << 40;
constexpr std::uint64_t bytes_worth_a_key = 1000;
constexpr std::size_t shortest_record_bytes = 12;

unsigned jobs_of(const SweepArguments& arguments) {
  if (arguments.jobs > 0) return arguments.jobs;
  return std::max(1U, std::thread::hardware_concurrency());
}

// The named items, each once, in the order given; all that `by_default` takes if none is named.
// On an unknown name: complains, and returns false.
template <typename Item, typename Find, typename Default>
bool choose(const char* what, const std::vector<std::string>& names, std::span<const Item> all,
            const Find& find, const Default& by_default, std::vector<const Item*>& chosen) {
  for (const std::string& name : names) {
    const Item* item = find(name);
    if (item == nullptr) {
      complain("no {} is named '{}'; see: powercut list {}s", what, name, what);
      return false;
    }
    if (std::ranges::find(chosen, item) == chosen.end()) chosen.push_back(item);
  }
  if (names.empty()) {
    for (const Item& item : all) {
      if (by_default(item)) chosen.push_back(&item);
    }
  }
  return true;
}

bool choose_all(const SweepArguments& arguments, bool errors, SweepOptions& options) {
  auto always = [](const auto&) { return true; };
  auto suits = [&](const Workload& workload) {
    return errors ? workload.in_errors_default : workload.in_sweep_default;
  };
  options.seed = arguments.seed;
  options.jobs = jobs_of(arguments);
  return choose<StoreUnderTest>("store", arguments.stores, all_stores(), find_store, always,
                                options.stores) &&
         choose<Workload>("workload", arguments.workloads, all_workloads(), find_workload, suits,
                          options.workloads) &&
         choose<PersistenceModel>("model", arguments.models, persistence_models(),
                                  find_persistence_model, always, options.models);
}

// Shows the result, writes the report if one was asked for, and tells the exit code.
int conclude(const SweepResult& result, const std::vector<const StoreUnderTest*>& stores,
             const std::string& json_path) {
  auto rows = verdicts(result, stores);
  std::FILE* text_output = json_path == "-" ? stderr : stdout;
  fmt::print(text_output, "{}", verdict_table(rows));
  if (!result.faults.empty()) fmt::print(text_output, "\n{}", fault_summary(result));
  if (std::string findings = finding_list(result); !findings.empty()) {
    fmt::print(text_output, "\none finding of each store and model that fails\n\n{}", findings);
  }
  if (!json_path.empty()) {
    auto written = write_whole_file(json_path, make_report(result, rows).dump(2) + "\n");
    if (!written.ok()) {
      return complain("cannot write the report to {}: {}", json_path, describe(written.error()));
    }
  }
  bool as_expected = all_as_expected(rows);
  fmt::print(text_output, "\n{}\n",
             as_expected ? "every verdict is as expected" : "NOT every verdict is as expected");
  return as_expected ? exit_as_expected : exit_not_as_expected;
}

int sweep_with(const SweepArguments& arguments, bool errors) {
  SweepOptions options;
  if (!choose_all(arguments, errors, options)) return exit_wrong_usage;
  SweepResult result;
  Progress progress;
  {
    ProgressLine line(progress, errors ? "faults" : "states");
    result = errors ? inject_errors(options, progress) : sweep(options, progress);
  }
  return conclude(result, options.stores, arguments.json);
}

}  // namespace

int run_sweep(const SweepArguments& arguments) {
  if (!arguments.log.empty()) return run_log_sweep(arguments);
  if (arguments.last_bytes > 0) return complain("--last-bytes goes with --log");
  return sweep_with(arguments, false);
}

int run_errors(const SweepArguments& arguments) { return sweep_with(arguments, true); }

int run_log_sweep(const SweepArguments& arguments) {
  if (!arguments.workloads.empty() || !arguments.models.empty()) {
    return complain("--log takes the history from the file: leave --workload and --model out");
  }
  LogSweepOptions options{.stores = {}, .path = arguments.log, .bytes = {}};
  options.jobs = jobs_of(arguments);
  auto is_log = [](const StoreUnderTest& store) { return store.name == "log"; };
  if (!choose<StoreUnderTest>("store", arguments.stores, all_stores(), find_store, is_log,
                              options.stores)) {
    return exit_wrong_usage;
  }
  for (const StoreUnderTest* store : options.stores) {
    if (store->log_file.empty()) return complain("the store {} keeps no log", store->name);
  }
  std::error_code unknown;  // of a file that is not there: then they are not the same
  if (std::filesystem::equivalent(arguments.log, arguments.json, unknown)) {
    return complain("--json would write over the log {}", arguments.log);
  }
  auto bytes = read_whole_file(arguments.log, log_bytes_max);
  if (!bytes.ok()) {
    return complain("cannot read the log {}: {}", arguments.log, describe(bytes.error()));
  }
  options.bytes = std::move(*bytes);
  std::size_t size = options.bytes.size();
  if (arguments.last_bytes > 0 && arguments.last_bytes < size) {
    options.first_cut = size - arguments.last_bytes;
  }
  std::size_t keys = history_of(options.bytes).keys.size();
  if (size >= shortest_record_bytes && keys == 0) {
    return complain("{}: no whole record at its start, so it is not a log of this format",
                    arguments.log);
  }
  std::uint64_t cost_of_cut = size + keys * bytes_worth_a_key + 1;
  if (size - options.first_cut > log_cost_max / cost_of_cut) {
    return complain(
        "{}: {} prefixes of up to {} bytes and {} keys are too many; cut only the end of it, as "
        "with --last-bytes {}",
        arguments.log, size - options.first_cut + 1, size, keys, log_cost_max / cost_of_cut / 10);
  }

  LogSweepResult swept;
  Progress progress;
  {
    ProgressLine line(progress, "states");
    swept = sweep_log(options, progress);
  }
  fmt::print(arguments.json == "-" ? stderr : stdout,
             "{}: {} bytes, {} whole records, {} bytes of torn tail; cuts {} to {}{}\n",
             arguments.log, size, swept.records, swept.tail_bytes, options.first_cut, size,
             options.first_cut == 0 ? ", every one" : "");
  return conclude(swept.result, options.stores, arguments.json);
}

}  // namespace powercut
