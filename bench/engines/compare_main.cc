// The program `powercut_compare`: powercut's stores and other embedded engines, side by side.
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/engines/comparison_text.h"

namespace powercut {

namespace {

constexpr int exit_failed = 1;
constexpr int exit_wrong_usage = 2;
constexpr int exit_interrupted = 130;

struct Arguments {
  std::vector<std::string> jobs;
  std::vector<std::string> engines;
  std::string against;
  std::string json;
  ComparisonOptions options = {.jobs = {},
                               .engines = {},
                               .repetitions = 5,
                               .keys = 1'000'000,
                               .value_bytes = 100,
                               .seconds = 1,
                               .overwrites = 10,
                               .directory = {}};
};

int report_error(const std::string& problem) {
  fmt::print(stderr, "powercut_compare: {}\n", problem);
  return exit_wrong_usage;
}

std::string names(const auto& all) {
  std::vector<std::string> each;
  for (const auto& one : all) each.push_back(one.name);
  return fmt::format("{}", fmt::join(each, ", "));
}

// Beside the program, which is in the build: a temporary directory may be in memory.
std::string usual_directory() {
  if (const char* chosen = std::getenv("TMPDIR"); chosen != nullptr && *chosen != '\0') {
    return chosen;
  }
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

void add_options(CLI::App& app, Arguments& arguments) {
  ComparisonOptions& options = arguments.options;
  app.add_option("--job", arguments.jobs, "what to measure; get is get/1 and get/2, and so on");
  app.add_option("--engine", arguments.engines, "engines to measure (default: all)");
  app.add_option("--repetitions", options.repetitions, "of everything; medians are shown")
      ->check(CLI::Range(1U, 1000U))
      ->capture_default_str();
  app.add_option("--keys", options.keys, "in a store")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 32))
      ->capture_default_str();
  app.add_option("--value-bytes", options.value_bytes, "of each value")
      ->check(CLI::Range(key_bytes, std::size_t{1} << 20))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "that a cell of synced-set takes")
      ->check(CLI::Range(0.001, 3600.0))
      ->capture_default_str();
  app.add_option("--overwrites", options.overwrites, "of each key, in disk")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1000}))
      ->capture_default_str();
  app.add_option("--against", arguments.against, "engine to compare with (default: the best peer)");
  app.add_option("--dir", options.directory,
                 "the data's directory is made in it, and removed in the end (default: $TMPDIR, or "
                 "where the program is)")
      ->check(CLI::ExistingDirectory);
  app.add_option("--json", arguments.json, "also write all figures to this file");
  app.footer(fmt::format("jobs: {}\nengines: {}", names(all_jobs()), names(all_engines())));
}

// The jobs and engines that were named, in the usual order; an empty text, or what is wrong.
std::string choose(Arguments& arguments) {
  ComparisonOptions& options = arguments.options;
  auto is_meant = [](const Job& job, const std::string& name) {
    return job.name == name || job.name.starts_with(name + "/");
  };
  for (const std::string& name : arguments.jobs) {
    auto meant = [&](const Job& job) { return is_meant(job, name); };
    if (std::ranges::any_of(all_jobs(), meant)) continue;
    return fmt::format("there is no job '{}', but {}", name, names(all_jobs()));
  }
  std::vector<std::string> chosen = arguments.engines;
  if (!arguments.against.empty()) chosen.push_back(arguments.against);
  for (const std::string& name : chosen) {
    if (find_engine(name) != nullptr) continue;
    return fmt::format("there is no engine '{}', but {}", name, names(all_engines()));
  }
  for (const Job& job : all_jobs()) {
    auto meant = [&](const std::string& name) { return is_meant(job, name); };
    if (arguments.jobs.empty() || std::ranges::any_of(arguments.jobs, meant)) {
      options.jobs.push_back(&job);
    }
  }
  for (const EngineKind& engine : all_engines()) {
    if (arguments.engines.empty() || std::ranges::find(chosen, engine.name) != chosen.end()) {
      options.engines.push_back(&engine);
    }
  }
  return {};
}

void warn_of_memory(const std::string& directory) {
  struct statfs about = {};
  if (::statfs(directory.c_str(), &about) != 0 || about.f_type != TMPFS_MAGIC) return;
  fmt::print(stderr, "powercut_compare: {} is in memory: no sync there takes any time\n",
             directory);
}

int run(int argument_count, char** argument_values) {
  CLI::App app{"powercut_compare measures powercut's stores and other embedded engines."};
  Arguments arguments;
  add_options(app, arguments);
  try {
    app.parse(argument_count, argument_values);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    return report_error(fmt::format("{}; see: powercut_compare --help", error.what()));
  }
  if (std::string problem = choose(arguments); !problem.empty()) return report_error(problem);
  ComparisonOptions& options = arguments.options;
  if (options.directory.empty()) options.directory = usual_directory();
  if (::access(options.directory.c_str(), W_OK) != 0) {
    return report_error(fmt::format("cannot write to {}", options.directory));
  }
  std::ofstream json;
  if (!arguments.json.empty()) json.open(arguments.json);
  if (!json) return report_error(fmt::format("cannot write {}", arguments.json));
  warn_of_memory(options.directory);

  std::vector<Series> series;
  bool complete = compare(options, series).ok();
  fmt::print("{}", table(series, options, find_engine(arguments.against)));
  if (json.is_open()) json << as_json(series, options).dump(2) << "\n";
  if (json.is_open() && !json.flush()) {
    return report_error(fmt::format("cannot write {}", arguments.json));
  }
  if (is_interrupted()) return exit_interrupted;
  return complete ? 0 : exit_failed;
}

}  // namespace

}  // namespace powercut

int main(int argument_count, char** argument_values) {
  return powercut::run(argument_count, argument_values);
}
