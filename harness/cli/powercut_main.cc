// The program `powercut`: reads the command line and runs one command.
#include <CLI/CLI.hpp>
#include <charconv>

#include "harness/cli/commands.h"
#include "harness/cli/complain.h"

namespace powercut {

namespace {

// CLI11 takes -1 for 2^64 - 1, and so all that is longer.
std::string problem_of_number(const std::string& text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return "";
  return fmt::format("'{}' is not a whole number below 2^64", text);
}

// An unset shell variable must not turn a sweep of a log into something else.
std::string problem_of_path(const std::string& text) {
  return text.empty() ? "the name of the file is empty" : "";
}

void add_sweep_options(CLI::App& command, SweepArguments& arguments) {
  command.add_option("--store", arguments.stores, "stores to test (default: all)");
  command.add_option("--workload", arguments.workloads, "workloads to run");
  command.add_option("--model", arguments.models, "persistence models (default: all)");
  command.add_option("--seed", arguments.seed, "of the workloads (default: 1)")
      ->check(problem_of_number);
  command.add_option("--jobs", arguments.jobs, "threads (default: one for each core)")
      ->check(CLI::Range(1U, 1024U));
  command
      .add_option("--json", arguments.json, "write the report to this file; - is standard output")
      ->check(problem_of_path);
}

int run(int argument_count, char** argument_values) {
  CLI::App app{
      "powercut cuts the power on a storage engine at every byte that it writes, and checks that "
      "no acknowledged write is lost."};
  app.require_subcommand(1);
  SweepArguments sweep_arguments;
  SweepArguments errors_arguments;
  ReplayArguments replay_arguments;
  std::string listed;

  auto* sweep_command = app.add_subcommand(
      "sweep", "run workloads on stores, and judge every state that a crash may leave");
  add_sweep_options(*sweep_command, sweep_arguments);
  sweep_command
      ->add_option("--log", sweep_arguments.log,
                   "cut this log file at every byte, instead of running workloads")
      ->check(problem_of_path);
  sweep_command
      ->add_option("--last-bytes", sweep_arguments.last_bytes,
                   "of a long log, cut only its last so many bytes")
      ->check(problem_of_number);
  auto* errors_command = app.add_subcommand(
      "errors", "let each call fail in turn, go on, and judge every state from there");
  add_sweep_options(*errors_command, errors_arguments);
  auto* replay_command = app.add_subcommand("replay", "show one finding again, in full");
  replay_command->add_option("id", replay_arguments.id, "as the finding gives it")->required();
  replay_command->add_option("--log", replay_arguments.log, "the log file that was swept")
      ->check(problem_of_path);
  auto* list_command = app.add_subcommand("list", "list the stores, workloads or models");
  list_command->add_option("what", listed, "stores, workloads or models")->required();

  try {
    app.parse(argument_count, argument_values);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    return complain("{}; see: powercut --help", error.what());
  }
  if (*sweep_command) return run_sweep(sweep_arguments);
  if (*errors_command) return run_errors(errors_arguments);
  if (*replay_command) return run_replay(replay_arguments);
  return run_list(listed);
}

}  // namespace

}  // namespace powercut

int main(int argument_count, char** argument_values) {
  int exit_code = powercut::run(argument_count, argument_values);
  // What was printed may still wait in the buffer, and be lost on a full disk.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return powercut::complain("cannot write to standard output");
  }
  return exit_code;
}
