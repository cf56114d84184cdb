// The program `powercut-dump`: shows what stands in the files of a store.
#include <fmt/format.h>

#include "engine/tools/dump/dump.h"
#include "engine/tools/plain_text.h"
#include "engine/tools/program.h"
#include "powercut/io/posix_file_system.h"

namespace powercut {

namespace {

constexpr std::string_view program = "powercut-dump";

int run(int argument_count, char** argument_values) {
  CLI::App app{
      "powercut-dump shows what stands in segments, hints, manifests and .cut files of a "
      "CaskStore, and in the log of a LogStore, also where they are damaged."};
  std::vector<std::string> paths;
  DumpOptions options;
  app.add_option("files", paths, "to show")->required();
  app.add_flag("--full", options.full, "keys and values at their whole length");
  app.add_flag("--keys", options.only_keys, "only keys, and what is bad");
  app.add_flag("--json", options.as_json, "one JSON object a line");
  if (const auto done = parse_command_line(app, program, argument_count, argument_values)) {
    return *done;
  }
  PosixFileSystem files;
  int exit_code = exit_good;
  for (const std::string& path : paths) {
    if (paths.size() > 1 && !options.as_json) fmt::print("{}\n", without_control_bytes(path));
    const Result<void> dumped = dump_file(files, path, options, stdout);
    if (!dumped.ok()) {
      exit_code = report_error(program, fmt::format("{}: {}", path, describe(dumped.error())));
    }
  }
  return exit_code;
}

}  // namespace

}  // namespace powercut

int main(int argument_count, char** argument_values) {
  return powercut::run_program(powercut::program,
                               [&] { return powercut::run(argument_count, argument_values); });
}
