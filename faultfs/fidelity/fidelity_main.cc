// fidelity_check: holds the trees that real kernels have left to the rows of their names.
//
//   fidelity_check [--row NAME] [--known FILE] [--all] FILE...
//   fidelity_check --programs [--failed-syncs] FILE...
//
// Prints for each file of states how many trees the row calls impossible, and some of them; for a
// file of answers (failed_syncs/) also reads that see what no cache should hold. With --programs
// nothing is printed if each program can be run. Exit: 0 none is impossible, 1 some are,
// 2 wrong usage or a file that cannot be read.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/io/whole_file.h"
#include "faultfs/fidelity/failed_sync_conformance.h"
#include "faultfs/fidelity/known_outside.h"
#include "faultfs/fidelity/model_run.h"

namespace powercut {
namespace {

constexpr std::size_t shown_max = 5;
constexpr std::size_t file_bytes_max = std::size_t{64} * 1024 * 1024;

struct Arguments {
  std::string row;
  KnownOutside known;
  bool shows_all = false;
  bool of_programs = false;
  bool of_failed_syncs = false;
  std::vector<std::string> files;
};

std::expected<std::string, std::string> read_text(const std::string& path) {
  Result<std::string> text = read_whole_file(path, file_bytes_max);
  if (!text.ok()) return std::unexpected(why_not_read(text.error(), file_bytes_max));
  return std::move(*text);
}

// What the row does not allow, of one file.
class Outside {
 public:
  explicit Outside(const Arguments& arguments) : arguments_(arguments) {}

  void add(bool is_known, const std::string& text) {
    if (is_known) {
      ++known_;
    } else if (count_++ < shown_max || arguments_.shows_all) {
      shown_ += text;
    }
  }
  std::size_t count() const { return count_; }
  std::string text(const std::string& row) const {
    return fmt::format("{} impossible under {}{}\n{}", count_, row,
                       known_ > 0 ? fmt::format(", besides {} that are known", known_) : "",
                       shown_);
  }

 private:
  const Arguments& arguments_;
  std::size_t count_ = 0;
  std::size_t known_ = 0;
  std::string shown_;
};

using Counted = std::expected<std::size_t, std::string>;

std::expected<const PersistenceModel*, std::string> row_of(const std::string& row,
                                                           const Arguments& arguments) {
  const std::string& name = arguments.row.empty() ? row : arguments.row;
  const PersistenceModel* model = find_persistence_model(name);
  if (model == nullptr) return std::unexpected("there is no row " + name);
  return model;
}

Counted check_states(const std::string& path, const std::string& text, const Arguments& arguments) {
  const auto file = parse_state_file(text);
  if (!file) return std::unexpected(file.error());
  const auto model = row_of(file->row, arguments);
  if (!model) return std::unexpected(model.error());
  Outside outside(arguments);
  for (const ObservedProgram& program : file->programs) {
    const auto found = trees_outside(**model, program);
    if (!found) return std::unexpected(found.error());
    for (const OutsideTree& tree : *found) {
      outside.add(arguments.known.has(tree), fmt::format("  {}\n    after {} calls: {}\n",
                                                         tree.program, tree.point, tree.tree));
    }
  }
  fmt::print("{}: {} programs, {} trees, {}", path, file->programs.size(), file->tree_count(),
             outside.text((*model)->name));
  return outside.count();
}

Counted check_answers(const std::string& path, const std::string& text,
                      const Arguments& arguments) {
  const auto file = parse_answer_file(text);
  if (!file) return std::unexpected(file.error());
  const auto model = row_of(file->row, arguments);
  if (!model) return std::unexpected(model.error());
  const std::string configuration = std::filesystem::path(path).stem().string();
  Outside outside(arguments);
  for (const AnsweredProgram& program : file->programs) {
    const auto found = disagreements(**model, program);
    if (!found) return std::unexpected(found.error());
    for (const Disagreement& one : *found) {
      outside.add(arguments.known.has(configuration + " " + one.name + " " + one.what),
                  fmt::format("  {}\n", one.text));
    }
  }
  fmt::print("{}: {} programs of failed syncs, {}", path, file->programs.size(),
             outside.text((*model)->name));
  return outside.count();
}

// nullopt, said on standard error: it cannot be told.
std::optional<std::size_t> check_file(const std::string& path, const Arguments& arguments) {
  const auto text = read_text(path);
  Counted outside = std::unexpected(text ? "" : text.error());
  if (text && wrong_first_line(text->substr(0, text->find('\n')), "failed syncs").empty()) {
    outside = check_answers(path, *text, arguments);
  } else if (text) {
    outside = check_states(path, *text, arguments);
  }
  if (outside) return *outside;
  fmt::print(stderr, "fidelity_check: {}: {}\n", path, outside.error());
  return std::nullopt;
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
    if (!error.empty()) fmt::print(stderr, "fidelity_check: {}: {}\n", path, error);
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
  if (arguments.of_programs) {
    return std::ranges::all_of(arguments.files,
                               [&](const std::string& path) {
                                 return check_programs(path, arguments.of_failed_syncs);
                               })
               ? 0
               : 2;
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
  std::string known;
  app.add_option("--row", arguments.row, "ask this row, not the file's own");
  app.add_option("--known", known,
                 "a file of trees that are known to be impossible: counted apart");
  app.add_flag("--all", arguments.shows_all, "print each impossible tree");
  app.add_flag("--programs", arguments.of_programs,
               "the files are of litmus programs: can each be run?");
  app.add_flag("--failed-syncs", arguments.of_failed_syncs, "with --programs: of failed syncs");
  app.add_option("file", arguments.files, "files of states, or of answers")->required();
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (!known.empty()) {
    const auto text = read_text(known);
    if (!text) {
      fmt::print(stderr, "fidelity_check: {}: {}\n", known, text.error());
      return 2;
    }
    arguments.known = KnownOutside(*text);
  }
  return run(arguments);
}
