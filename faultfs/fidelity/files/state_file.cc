#include "faultfs/fidelity/files/state_file.h"

#include <charconv>

namespace powercut {

namespace {

constexpr int version = 1;
constexpr std::string_view row_line = "# row: ";

// "  # subsets=860 visited=623 images=609"; 0: it does not say.
std::uint64_t images_in(std::string_view comment) {
  constexpr std::string_view key = " images=";
  const std::size_t place = comment.find(key);
  std::uint64_t images = 0;
  if (place == std::string_view::npos) return images;
  const char* begin = comment.data() + place + key.size();
  std::from_chars(begin, comment.data() + comment.size(), images);
  return images;
}

std::unexpected<std::string> wrong_line(std::size_t number, std::string_view what) {
  return std::unexpected("line " + std::to_string(number) + ": " + std::string(what));
}

}  // namespace

std::optional<ObservedTree> parse_observed_tree(std::string_view line,
                                                const LitmusProgram& program) {
  ObservedTree observed;
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || space == 0) return std::nullopt;
  for (const char digit : line.substr(0, space)) {
    const auto point = static_cast<std::size_t>(digit - '0');
    if (digit < '0' || point > program.calls.size()) return std::nullopt;
    if (!observed.points.empty() && observed.points.back() >= point) return std::nullopt;
    observed.points.push_back(point);
  }
  observed.line = line.substr(space + 1);
  const bool is_refused = observed.line == "!unmountable" || observed.line == "!unreadable";
  if (!is_refused && !observed.tree()) return std::nullopt;
  return observed;
}

std::string wrong_first_line(std::string_view line, std::string_view kind) {
  const std::string first_line = "# powercut fidelity " + std::string(kind) + ", version ";
  if (!line.starts_with(first_line)) return "no file of fidelity " + std::string(kind);
  int found = 0;
  const std::string_view number = line.substr(first_line.size());
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), found);
  if (error != std::errc() || end != number.data() + number.size()) return "no version";
  if (found == version) return "";
  return "version " + std::to_string(found) + ", and this program reads version " +
         std::to_string(version);
}

std::optional<FileTree> ObservedTree::tree() const {
  return parse_tree_line(line, 4 * LitmusProgram::file_bytes_max);
}

std::size_t StateFile::tree_count() const {
  std::size_t count = 0;
  for (const ObservedProgram& program : programs) count += program.trees.size();
  return count;
}

std::expected<StateFile, std::string> parse_state_file(std::string_view text) {
  StateFile file;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (number == 1) {
      if (std::string error = wrong_first_line(line, "states"); !error.empty()) {
        return wrong_line(number, error);
      }
    } else if (line.starts_with(row_line)) {
      file.row = line.substr(row_line.size());
    } else if (line.starts_with("  #")) {
      if (!file.programs.empty()) file.programs.back().images = images_in(line);
    } else if (line.empty() || line.starts_with("#")) {
      continue;
    } else if (!line.starts_with("  ")) {
      auto program = parse_litmus_program(line);
      if (!program) return wrong_line(number, program.error());
      file.programs.push_back({std::move(*program), {}});
    } else {
      if (file.programs.empty()) return wrong_line(number, "a tree without a program");
      auto observed = parse_observed_tree(line.substr(2), file.programs.back().program);
      if (!observed) return wrong_line(number, "neither crash points nor a tree");
      file.programs.back().trees.push_back(std::move(*observed));
    }
  }
  if (file.row.empty()) return std::unexpected("no line says which row is meant");
  return file;
}

}  // namespace powercut
