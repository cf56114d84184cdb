// The program `powercut-check`: looks at the files of a store, or saves what is left of them.
#include <fmt/format.h>
#include <unistd.h>

#include "engine/tools/check/report_text.h"
#include "engine/tools/program.h"
#include "powercut/io/path.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {

namespace {

constexpr std::string_view program = "powercut-check";

struct Arguments {
  std::string directory;
  std::string target;
  bool as_json = false;
};

StoreCheck::Progress progress_on_terminal() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [](std::size_t done, std::size_t all) {
    fmt::print(stderr, "\r\033[K{} of {} segments{}", done, all, done == all ? "\r\033[K" : "");
  };
}

int print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return exit_good;
}

int report_store_error(std::string_view path, Error error) {
  switch (error.code) {
    case ErrorCode::not_a_store:
      return report_error(program, fmt::format("{}: there is no store here", path));
    case ErrorCode::not_directory:
      return report_error(program, fmt::format("{}: is not a directory; powercut-dump shows what "
                                               "stands in a file",
                                               path));
    case ErrorCode::not_empty:
      return report_error(program, fmt::format("{}: is not empty", path));
    case ErrorCode::invalid_argument:
      return report_error(
          program, fmt::format("{}: cannot be the target, or lies inside of the store", path));
    default:
      return report_error(program, fmt::format("{}: {}", path, describe(error)));
  }
}

int check(const Arguments& arguments) {
  PosixFileSystem files;
  StoreCheck store_check(files, arguments.directory, progress_on_terminal());
  const Result<CheckReport> report = store_check.run();
  if (!report.ok()) {
    const std::string& file = store_check.failed_file();
    return report_store_error(
        file.empty() ? arguments.directory : join_path(arguments.directory, file), report.error());
  }
  print(arguments.as_json ? to_json(*report, arguments.directory)
                          : to_text(*report, arguments.directory));
  return report->findings.damages() == 0 ? exit_good : exit_damage;
}

int repair(const Arguments& arguments) {
  PosixFileSystem files;
  SystemClock clock;
  ThreadExecutor executor;
  Environment environment{files, clock, executor};
  Salvage salvage(environment, arguments.directory, progress_on_terminal());
  const Result<SalvageReport> report = salvage.run(arguments.target);
  if (!report.ok()) return report_store_error(salvage.failed_path(), report.error());
  print(arguments.as_json ? to_json(*report, arguments.directory, arguments.target)
                          : to_text(*report, arguments.directory, arguments.target));
  return report->is_complete() ? exit_good : exit_damage;
}

int run(int argument_count, char** argument_values) {
  CLI::App app{
      "powercut-check looks at every byte of a store that matters, and changes none. Exit code: 0 "
      "all is good, 1 there is damage, 2 it cannot be looked at."};
  Arguments arguments;
  app.add_option("directory", arguments.directory, "of a CaskStore")->required();
  const auto* repairs =
      app.add_option("--repair", arguments.target,
                     "save all that can be read into a new store in this directory, which must not "
                     "exist or be empty; exit code 1: something is lost");
  app.add_flag("--json", arguments.as_json, "print the report as JSON");
  if (const auto done = parse_command_line(app, program, argument_count, argument_values)) {
    return *done;
  }
  return *repairs ? repair(arguments) : check(arguments);
}

}  // namespace

}  // namespace powercut

int main(int argument_count, char** argument_values) {
  return powercut::run_program(powercut::program,
                               [&] { return powercut::run(argument_count, argument_values); });
}
