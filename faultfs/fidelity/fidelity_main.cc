// fidelity_check: holds the trees that real kernels have left to the rows of their names.
//
//   fidelity_check [--row NAME] [--all] FILE...
//   fidelity_check --programs FILE...
//
// Prints for each file of states how many trees the row calls impossible, and some of them. With
// --programs nothing is printed if each program can be run. Exit: 0 none is impossible, 1 some are,
// 2 wrong usage or a file that cannot be read.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "engine/io/whole_file.h"
#include "faultfs/fidelity/conformance.h"
#include "faultfs/fidelity/model_run.h"

namespace powercut {
namespace {

constexpr std::size_t shown_max = 5;
constexpr std::size_t file_bytes_max = std::size_t{64} * 1024 * 1024;

struct Arguments {
  std::string row;
  bool shows_all = false;
  bool of_programs = false;
  std::vector<std::string> files;
};

std::expected<std::string, std::string> read_text(const std::string& path) {
  Result<std::string> text = read_whole_file(path, file_bytes_max);
  if (!text.ok()) return std::unexpected(why_not_read(text.error(), file_bytes_max));
  return std::move(*text);
}

// nullopt, said on standard error: it cannot be told.
std::optional<std::size_t> check_file(const std::string& path, const Arguments& arguments) {
  auto fail = [&](const std::string& why) {
    fmt::print(stderr, "fidelity_check: {}: {}\n", path, why);
    return std::nullopt;
  };
  const auto text = read_text(path);
  if (!text) return fail(text.error());
  const auto file = parse_state_file(*text);
  if (!file) return fail(file.error());
  const std::string& row = arguments.row.empty() ? file->row : arguments.row;
  const PersistenceModel* model = find_persistence_model(row);
  if (model == nullptr) return fail("there is no row " + row);
  std::size_t outside = 0;
  std::string shown;
  for (const ObservedProgram& program : file->programs) {
    const auto found = trees_outside(*model, program);
    if (!found) return fail(found.error());
    for (const OutsideTree& tree : *found) {
      if (outside++ < shown_max || arguments.shows_all) {
        shown += fmt::format("  {}\n    after {} calls: {}\n", tree.program, tree.point, tree.tree);
      }
    }
  }
  fmt::print("{}: {} programs, {} trees, {} impossible under {}\n{}", path, file->programs.size(),
             file->tree_count(), outside, model->name, shown);
  return outside;
}

// Whether each program of the file can be run.
bool check_programs(const std::string& path) {
  const auto text = read_text(path);
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
  if (arguments.of_programs) return std::ranges::all_of(arguments.files, check_programs) ? 0 : 2;
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
  app.add_flag("--all", arguments.shows_all, "print each impossible tree");
  app.add_flag("--programs", arguments.of_programs,
               "the files are of litmus programs: can each be run?");
  app.add_option("file", arguments.files, "files of states")->required();
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return run(arguments);
}
