#include "powercut/harness/run_program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <optional>
#include <system_error>

#include "harness/program/fatal_signal.h"
#include "harness/program/inputs/option_values.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/commands.h"
#include "harness/program/verbs/timed_sweep.h"
#include "harness/watch/signal_stack.h"

namespace powercut {

namespace {

void add_jobs(CLI::App& command, SweepArguments& arguments) {
  command.add_option("--jobs", arguments.jobs, "threads (default: one for each core)")
      ->check(CLI::Range(1U, 1024U));
}

void add_worlds(CLI::App& command, SweepArguments& arguments) {
  command
      .add_option("--worlds", arguments.worlds,
                  "worlds of many lives, drawn at random, for each store and model (default: 1000; "
                  "none, if workloads are named)")
      ->check(problem_of_worlds);
}

void add_model_file(CLI::App& command, std::string& path) {
  command.add_option("--model-file", path, "also know the persistence models of this file")
      ->check(problem_of_path);
}

void add_without(CLI::App& command, std::vector<std::string>& names) {
  command
      .add_option("--without", names,
                  "hold no store to this clause of the contract, or to these, as in D9,D12; see: "
                  "powercut list clauses")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_output(CLI::App& command, OutputArguments& output) {
  command.add_option("--json", output.json, "write the report to this file; - is standard output")
      ->check(problem_of_path);
  command.add_option("--junit", output.junit, "write the verdicts to this file as JUnit XML")
      ->check(problem_of_path);
  command
      .add_option("--summary", output.summary,
                  "write the verdicts and the smallest finding to this file as Markdown")
      ->check(problem_of_path);
  command
      .add_option(
          "--baseline", output.baseline,
          "say what is new, fixed or unchanged since this report of the same work; the exit "
          "code is 1 only for what is new")
      ->check(problem_of_path);
  command.add_flag("--rows", output.shows_rows, "show all verdicts with their counts");
  command.add_flag("--findings", output.shows_findings,
                   "show one finding of each store and model, also where it was expected");
}

// Options that `matrix` has, too.
void add_subjects(CLI::App& command, SweepArguments& arguments) {
  ExplorationOptions& exploration = arguments.exploration;
  command.add_option("--store", arguments.stores, "stores to test (default: all)");
  command.add_option("--workload", arguments.workloads, "workloads to run");
  command
      .add_option("--plan-file", arguments.plan_file,
                  "run the plans of this file, one on a line, beside the workloads that are named")
      ->check(problem_of_path);
  add_model_file(command, arguments.model_file);
  add_without(command, arguments.without);
  command.add_option("--seed", arguments.seed, "of the workloads (default: 1)")
      ->check(problem_of_number);
  add_jobs(command, arguments);
  command
      .add_option("--budget", exploration.budget,
                  fmt::format("states of a crash point that are all visited; of more, a sample of "
                              "a quarter of so many (default: {})",
                              exploration.budget))
      ->check(problem_of_budget);
  command
      .add_option_function<std::string>(
          "--depth", [&](const std::string& text) { exploration.depth = *parse_depth(text); },
          "crashes inside the recovery from a crash, one in the other (default: fixpoint)")
      ->check(problem_of_depth);
}

void add_parts(CLI::App& command, SweepArguments& arguments) {
  command
      .add_option_function<std::string>(
          "--shard", [&](const std::string& text) { arguments.shard = *parse_shard(text); },
          "I/N: do only the I-th of N parts; powercut merge joins their reports")
      ->check(problem_of_shard);
  command
      .add_option("--resume", arguments.resume,
                  "do only what this report of the same sweep lacks, and report the whole")
      ->check(problem_of_path);
  add_output(command, arguments.output);
}

void add_time(CLI::App& command, SweepArguments& arguments) {
  command
      .add_option_function<std::string>(
          "--time", [&](const std::string& text) { arguments.time = *parse_time(text); },
          "goes on so long (90s, 10m, 2h), in rounds with ever more budget; what tells most comes "
          "first")
      ->check(problem_of_time);
}

void add_sweep_options(CLI::App& command, SweepArguments& arguments) {
  add_subjects(command, arguments);
  command.add_option("--model", arguments.models,
                     "persistence models (default: all but those asked only by name)");
  command
      .add_option_function<std::string>(
          "--audit-reduction",
          [&](const std::string& text) { arguments.exploration.audit_share = *parse_share(text); },
          "of the states that others stand for, run this share (0 to 1) all the same, and compare")
      ->check(problem_of_share);
  add_parts(command, arguments);
  add_time(command, arguments);
  command.add_flag("--shrink", arguments.shrinks,
                   "also show the first finding of each store and model at its smallest");
}

void add_live_options(CLI::App& command, SweepArguments& arguments) {
  command.add_option("--store", arguments.stores, "stores to test (default: all)");
  command.add_option("--model", arguments.models,
                     "persistence models (default: all but those asked only by name)");
  add_model_file(command, arguments.model_file);
  add_without(command, arguments.without);
  add_worlds(command, arguments);
  command.add_option("--seed", arguments.seed, "of the worlds (default: 1)")
      ->check(problem_of_number);
  add_jobs(command, arguments);
  add_parts(command, arguments);
  add_time(command, arguments);
  command
      .add_option("--corpus", arguments.corpus,
                  "begin with the worlds of this file, besides those of --worlds, and keep in it "
                  "what shows something new; of a shard, what its own pieces show; cat joins files")
      ->check(problem_of_path);
}

void add_log_options(CLI::App& command, SweepArguments& arguments) {
  command
      .add_option("--log", arguments.log,
                  "cut this log file at every byte, instead of running workloads")
      ->check(problem_of_path);
  command
      .add_option("--last-bytes", arguments.last_bytes,
                  "of a long log, cut only its last so many bytes")
      ->check(problem_of_number);
}

void add_without_sync(CLI::App& command, std::string& place) {
  command.add_option("--without-sync", place,
                     "with the syncs at this place of the store's code left out, as `audit` says");
}

void add_audit_options(CLI::App& command, AuditArguments& arguments) {
  command.add_option("--store", arguments.store, "the store whose syncs are tried")->required();
  command.add_option("--model", arguments.models,
                     "persistence models (default: all under which the store is to hold)");
  add_model_file(command, arguments.model_file);
  add_without(command, arguments.without);
  command.add_option("--seed", arguments.seed, "of worlds and workloads (default: 1)")
      ->check(problem_of_number);
  command.add_option("--jobs", arguments.jobs, "threads (default: one for each core)")
      ->check(CLI::Range(1U, 1024U));
  command
      .add_option_function<std::string>(
          "--time", [&](const std::string& text) { arguments.time = *parse_time(text); },
          "of CPU, for each sync, at most (90s, 10m, 2h; default: 18s)")
      ->check(problem_of_time);
  command
      .add_option("--json", arguments.json, "write the audit to this file; - is standard output")
      ->check(problem_of_path);
}

void add_replay_options(CLI::App& command, ReplayArguments& arguments) {
  command.add_option("id", arguments.id, "as the finding gives it")->required();
  command.add_option("--log", arguments.log, "the log file that was swept")->check(problem_of_path);
  add_model_file(command, arguments.model_file);
  add_without(command, arguments.without);
  add_without_sync(command, arguments.without_sync);
}

void add_merge_options(CLI::App& command, MergeArguments& arguments) {
  command
      .add_option("reports", arguments.reports, "of --shard, or of sweeps that were interrupted")
      ->required();
  add_output(command, arguments.output);
  add_model_file(command, arguments.model_file);
}

void add_list_options(CLI::App& command, ListArguments& arguments) {
  command.add_option("what", arguments.what, "stores, workloads, models or clauses")->required();
  command.add_option("name", arguments.name, "of a model: show all that it says");
  command.add_flag("--long", arguments.at_length, "of each model, show all that it says");
  add_model_file(command, arguments.model_file);
}

void add_shrink_options(CLI::App& command, ShrinkArguments& arguments) {
  command.add_option("id", arguments.id, "as the finding gives it")->required();
  command.add_flag("--test", arguments.as_test, "print it as a GoogleTest case");
  add_model_file(command, arguments.model_file);
  add_without(command, arguments.without);
  add_without_sync(command, arguments.without_sync);
}

// The word that CLI11 does not know, if that is the mistake. CLI11 itself at best names all such
// words, the last one first.
std::optional<std::string> unknown_word(const CLI::App& app, std::string_view program) {
  auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    auto words = app.remaining();
    if (words.empty()) return std::nullopt;
    return fmt::format("there is no command '{}'; see: {} --help", words.front(), program);
  }
  const CLI::App& command = *chosen.front();
  auto words = command.remaining();
  auto option = std::ranges::find_if(
      words, [](const std::string& word) { return word.size() > 1 && word.starts_with('-'); });
  if (option == words.end()) return std::nullopt;
  return fmt::format("{} has no option '{}'; see: {} {} --help", command.get_name(), *option,
                     program, command.get_name());
}

int run(int argument_count, char** argument_values, Registry& registry) {
  CLI::App app{
      "powercut cuts the power on a storage engine at every byte that it writes, and checks that "
      "no acknowledged write is lost."};
  app.require_subcommand(1);
  SweepArguments sweep_arguments;
  SweepArguments errors_arguments;
  SweepArguments live_arguments;
  SweepArguments matrix_arguments;
  MergeArguments merge_arguments;
  ReplayArguments replay_arguments;
  ShrinkArguments shrink_arguments;
  ListArguments list_arguments;
  AuditArguments audit_arguments;

  auto* sweep_command = app.add_subcommand(
      "sweep", "run workloads on stores, and judge every state that a crash may leave");
  add_sweep_options(*sweep_command, sweep_arguments);
  add_log_options(*sweep_command, sweep_arguments);
  add_worlds(*sweep_command, sweep_arguments);
  sweep_command
      ->add_option(
          "--plans", sweep_arguments.plans,
          "all short plans, so many of them, for each store and model (default: 100; none, "
          "if workloads are named)")
      ->check(problem_of_worlds);
  auto* errors_command = app.add_subcommand(
      "errors", "let each call fail in turn, go on, and judge every state from there");
  add_sweep_options(*errors_command, errors_arguments);
  add_worlds(*errors_command, errors_arguments);
  auto* live_command = app.add_subcommand(
      "live", "let stores live on through many crashes, drawn at random, and judge all they say");
  add_live_options(*live_command, live_arguments);
  auto* merge_command = app.add_subcommand(
      "merge", "join the reports of the parts of one sweep to that of the whole");
  add_merge_options(*merge_command, merge_arguments);
  auto* matrix_command = app.add_subcommand(
      "matrix", "for each store, the weakest persistence models under which it keeps its contract");
  add_subjects(*matrix_command, matrix_arguments);
  auto* replay_command = app.add_subcommand("replay", "show one finding again, in full");
  add_replay_options(*replay_command, replay_arguments);
  auto* shrink_command =
      app.add_subcommand("shrink", "reduce a finding to the least that still breaks the promise");
  add_shrink_options(*shrink_command, shrink_arguments);
  auto* audit_command = app.add_subcommand(
      "audit", "leave out each sync of a store in turn, and look for a state that shows its loss");
  add_audit_options(*audit_command, audit_arguments);
  auto* list_command = app.add_subcommand("list", "list the stores, workloads, models or clauses");
  add_list_options(*list_command, list_arguments);

  try {
    app.parse(argument_count, argument_values);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    if (auto problem = unknown_word(app, registry.program)) return report_error("{}", *problem);
    return report_error("{}; see: {} --help", error.what(), registry.program);
  }
  if (*sweep_command) return run_sweep(sweep_arguments, registry);
  if (*errors_command) return run_errors(errors_arguments, registry);
  if (*live_command) return run_live(live_arguments, registry);
  if (*merge_command) return run_merge(merge_arguments, registry);
  if (*matrix_command) return run_matrix(matrix_arguments, registry);
  if (*replay_command) return run_replay(replay_arguments, registry);
  if (*shrink_command) return run_shrink(shrink_arguments, registry);
  if (*audit_command) return run_audit(audit_arguments, registry);
  return run_list(list_arguments, registry);
}

// A word for a shell, which most names are as they stand.
std::string word_of(const std::string& name) {
  const bool is_plain = std::ranges::all_of(name, [](char byte) {
    return std::isalnum(static_cast<unsigned char>(byte)) != 0 ||
           std::string_view("/._-+~").contains(byte);
  });
  return is_plain && !name.empty() ? name : shell_quoted(name);
}

}  // namespace

int run_program(int argument_count, char** argument_values, Registry registry) {
  if (registry.program.empty() && argument_count > 0)
    registry.program = word_of(argument_values[0]);
  if (registry.problem()) return report_error("{}", *registry.problem());
  // A file that grows beyond `ulimit -f` is told as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  tell_fatal_signals(registry.program);
  SignalStack stack;
  int exit_code = 0;
  try {
    exit_code = run(argument_count, argument_values, registry);
  } catch (const std::system_error&) {  // of a print that the disk, or whoever reads, did not take
    std::fputs("powercut: cannot write what there is to say\n", stderr);
    return exit_wrong_usage;
  }
  // Printed text may still wait in the buffer, and be lost on a full disk.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return report_error("cannot write to standard output");
  }
  return exit_code;
}

}  // namespace powercut
