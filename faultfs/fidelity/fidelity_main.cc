// fidelity_check: holds the trees that real kernels have left to the rows of their names.
//
//   fidelity_check [--row NAME] [--faults FILE] [--all] FILE...
//   fidelity_check --tighter [--row NAME] FILE...
//   fidelity_check --programs [--failed-syncs] FILE...
//
// Prints for each file of states how many trees the row calls impossible, and some of them; for a
// file of answers (failed_syncs/) also the reads that see bytes which the cache should not hold.
// With --tighter the files are of one row, and the states that it allows and no tree has shown are
// printed. With --programs nothing is printed if each program can be run. Exit: 0 none is
// impossible, 1 some are, 2 wrong usage or a file that cannot be read.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <set>

#include "faultfs/fidelity/conformance/failed_sync_conformance.h"
#include "faultfs/fidelity/conformance/kernel_faults.h"
#include "faultfs/fidelity/conformance/model_run.h"
#include "faultfs/fidelity/conformance/tighter_rows.h"
#include "powercut/io/whole_file.h"

namespace powercut {
namespace {

constexpr std::size_t shown_max = 5;
constexpr std::size_t file_bytes_max = std::size_t{64} * 1024 * 1024;

struct Arguments {
  std::string row;
  KernelFaults faults;
  bool shows_all = false;
  bool of_programs = false;
  bool of_failed_syncs = false;
  bool looks_for_tighter = false;
  std::vector<std::string> files;
};

std::expected<std::string, std::string> read_text(const std::string& path) {
  Result<std::string> text = read_whole_file(path, file_bytes_max);
  if (!text.ok()) return std::unexpected(why_not_read(text.error(), file_bytes_max));
  return std::move(*text);
}

std::nullopt_t fail(const std::string& path, const std::string& why) {
  fmt::print(stderr, "fidelity_check: {}: {}\n", path, why);
  return std::nullopt;
}

struct KeptStates {
  std::string path;
  StateFile file;
  const PersistenceModel* row;
};

// nullopt, said on standard error: it cannot be read.
std::optional<KeptStates> read_states(const std::string& path, const Arguments& arguments) {
  const auto text = read_text(path);
  if (!text) return fail(path, text.error());
  auto file = parse_state_file(*text);
  if (!file) return fail(path, file.error());
  const std::string& row = arguments.row.empty() ? file->row : arguments.row;
  const PersistenceModel* model = find_persistence_model(row);
  if (model == nullptr) return fail(path, "there is no row " + row);
  return KeptStates{path, std::move(*file), model};
}

// The states of one file that the row does not allow.
class Outside {
 public:
  explicit Outside(const Arguments& arguments) : arguments_(arguments) {}

  void add(bool is_fault, const std::string& text) {
    if (is_fault) {
      ++faults_;
    } else if (count_++ < shown_max || arguments_.shows_all) {
      shown_ += text;
    }
  }
  std::size_t count() const { return count_; }
  std::string text(const std::string& row, const char* of_faults) const {
    return fmt::format("{} impossible under {}{}\n{}", count_, row,
                       faults_ > 0 ? fmt::format(", besides {} {}", faults_, of_faults) : "",
                       shown_);
  }

 private:
  const Arguments& arguments_;
  std::size_t count_ = 0;
  std::size_t faults_ = 0;
  std::string shown_;
};

// nullopt, said on standard error: it cannot be told.
std::optional<std::size_t> check_answers(const std::string& path, const std::string& text,
                                         const Arguments& arguments) {
  const auto file = parse_answer_file(text);
  if (!file) return fail(path, file.error());
  const std::string& row = arguments.row.empty() ? file->row : arguments.row;
  const PersistenceModel* model = find_persistence_model(row);
  if (model == nullptr) return fail(path, "there is no row " + row);
  const std::string configuration = std::filesystem::path(path).stem();
  Outside outside(arguments);
  for (const AnsweredProgram& program : file->programs) {
    const auto found = disagreements(*model, program);
    if (!found) return fail(path, found.error());
    for (const Disagreement& one : *found) {
      outside.add(arguments.faults.has(configuration + " " + one.name + " " + one.what),
                  fmt::format("  {}\n", one.text));
    }
  }
  fmt::print("{}: {} programs of failed syncs, {}", path, file->programs.size(),
             outside.text(model->name, "that are known"));
  return outside.count();
}

bool is_of_failed_syncs(const std::string& path) {
  const auto text = read_text(path);
  return text && wrong_first_line(text->substr(0, text->find('\n')), "failed syncs").empty();
}

// nullopt, said on standard error: it cannot be told.
std::optional<std::size_t> check_file(const std::string& path, const Arguments& arguments) {
  if (is_of_failed_syncs(path)) return check_answers(path, *read_text(path), arguments);
  const auto states = read_states(path, arguments);
  if (!states) return std::nullopt;
  const StateFile* file = &states->file;
  const PersistenceModel* model = states->row;
  const std::string configuration = std::filesystem::path(path).stem();
  Outside outside(arguments);
  for (const ObservedProgram& program : file->programs) {
    const auto found = trees_outside(*model, program);
    if (!found) return fail(path, found.error());
    for (const OutsideTree& tree : *found) {
      outside.add(
          arguments.faults.has(configuration, tree),
          fmt::format("  {}\n    after {} calls: {}\n", tree.program, tree.point, tree.tree));
    }
  }
  fmt::print("{}: {} programs, {} trees, {}", path, file->programs.size(), file->tree_count(),
             outside.text(model->name, "by faults of the kernel"));
  return outside.count();
}

// The states that the row of the files allows and no tree of theirs has shown.
int print_tighter(const Arguments& arguments) {
  std::vector<KeptStates> kept;
  std::vector<const StateFile*> files;
  for (const std::string& path : arguments.files) {
    auto states = read_states(path, arguments);
    if (!states) return 2;
    if (!kept.empty() && kept.front().row != states->row) {
      fail(path, "of another row than " + kept.front().path);
      return 2;
    }
    kept.push_back(std::move(*states));
  }
  for (const KeptStates& states : kept) files.push_back(&states.file);
  const PersistenceModel& row = *kept.front().row;
  std::size_t refuted = 0;
  std::size_t without_difference = 0;
  std::size_t programs_left = 0;
  TighterRows rows(row, files);
  for (const TighterRow& tighter : tighter_rows(row)) {
    const auto evidence = rows.evidence_for(tighter.row);
    if (!evidence) {
      fail(row.name, evidence.error());
      return 2;
    }
    programs_left = std::max(programs_left, evidence->programs_left);
    if (!evidence->refuted_by.empty()) {
      ++refuted;
      if (arguments.shows_all) {
        fmt::print("{}: {}: refuted by {}\n", row.name, tighter.change, evidence->refuted_by);
      }
    } else if (evidence->programs == 0) {
      ++without_difference;
    } else {
      fmt::print("{}: {}: not seen in {} programs, {} crash images\n", row.name, tighter.change,
                 evidence->programs, evidence->images);
    }
  }
  fmt::print(
      "{}: {} tighter rows are refuted by the trees, {} allow the same in all programs that were "
      "asked; {} have too many states for that\n",
      row.name, refuted, without_difference, programs_left);
  return 0;
}

// The error names the line.
std::string error_of_failed_syncs(std::string_view text) {
  std::set<std::string> names;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    const auto program = parse_failed_sync_program(line);
    const auto run = program ? run_in_memory(program->program) : std::unexpected(program.error());
    if (!run) return fmt::format("line {}: {}", number, run.error());
    const std::string& name = program->program.name;
    if (!names.insert(name).second) {
      return fmt::format("line {}: the name is given twice: {}", number, name);
    }
  }
  return "";
}

// Whether each program of the file can be run.
bool check_programs(const std::string& path, bool of_failed_syncs) {
  const auto text = read_text(path);
  if (text && of_failed_syncs) {
    const std::string error = error_of_failed_syncs(*text);
    if (!error.empty()) fail(path, error);
    return error.empty();
  }
  auto programs = text ? parse_litmus_programs(*text) : std::unexpected(text.error());
  std::string error = programs ? "" : programs.error();
  for (const LitmusProgram& program : programs.value_or(std::vector<LitmusProgram>())) {
    const auto run = run_in_memory(program);
    if (!run) error = run.error();
  }
  if (!error.empty()) fmt::print(stderr, "fidelity_check: {}: {}\n", path, error);
  return error.empty();
}

int run(const Arguments& arguments) {
  if (arguments.looks_for_tighter) return print_tighter(arguments);
  if (arguments.of_programs) {
    const bool can_all_run = std::ranges::all_of(arguments.files, [&](const std::string& path) {
      return check_programs(path, arguments.of_failed_syncs);
    });
    return can_all_run ? 0 : 2;
  }
  bool any_outside = false;
  for (const std::string& path : arguments.files) {
    const auto outside = check_file(path, arguments);
    if (!outside) return 2;
    any_outside |= *outside > 0;
  }
  return any_outside ? 1 : 0;
}

}  // namespace
}  // namespace powercut

int main(int count, char** words) {
  using namespace powercut;
  CLI::App app("holds the trees that real kernels have left to the rows of their names");
  Arguments arguments;
  app.add_option("--row", arguments.row, "ask this row, not the file's own");
  std::string faults;
  app.add_option("--faults", faults, "a file of trees that are faults of a kernel: counted apart");
  app.add_flag("--all", arguments.shows_all,
               "print each impossible tree; with --tighter, what refutes a row, too");
  app.add_flag("--tighter", arguments.looks_for_tighter,
               "print what the row allows and no tree has shown");
  app.add_flag("--programs", arguments.of_programs,
               "the files are of litmus programs: can each be run?");
  app.add_flag("--failed-syncs", arguments.of_failed_syncs, "with --programs: of failed syncs");
  app.add_option("file", arguments.files, "files of states, or of answers")->required();
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (!faults.empty()) {
    const auto text = read_text(faults);
    if (!text) {
      fail(faults, text.error());
      return 2;
    }
    arguments.faults = KernelFaults(*text);
  }
  return run(arguments);
}
