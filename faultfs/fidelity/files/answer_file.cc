#include "faultfs/fidelity/files/answer_file.h"

#include <algorithm>
#include <charconv>

#include "faultfs/fidelity/litmus/text_parts.h"

namespace powercut {

namespace {

constexpr std::string_view answers_line = "  refused ";

// "1: ok; -; EIO"
std::optional<StepAnswers> parse_answers(std::string_view text, std::size_t steps) {
  StepAnswers run;
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + colon, run.refused);
  if (error != std::errc() || end != text.data() + colon) return std::nullopt;
  for (const std::string_view answer : parts_of(text.substr(colon + 2), ';')) {
    if (answer.empty() || answer.contains(' ')) return std::nullopt;
    run.answers.emplace_back(answer);
  }
  if (run.answers.size() != steps) return std::nullopt;
  return run;
}

// Takes one line; the error, or nothing.
std::string take_line(std::string_view line, AnswerFile& file) {
  constexpr std::string_view row_line = "# row: ";
  if (line.starts_with(row_line)) {
    file.row = line.substr(row_line.size());
    return "";
  }
  if (line.empty() || line.starts_with("#") || line.starts_with("  #")) return "";
  if (!line.starts_with("  ")) {
    auto program = parse_failed_sync_program(line);
    if (!program) return program.error();
    file.programs.push_back({std::move(*program), {}, {}});
    return "";
  }
  if (file.programs.empty()) return "an answer or a tree without a program";
  AnsweredProgram& last = file.programs.back();
  if (line.starts_with(answers_line)) {
    auto run = parse_answers(line.substr(answers_line.size()), last.program.steps.size());
    if (!run) return "not one answer for each step";
    last.runs.push_back(std::move(*run));
    return "";
  }
  auto observed = parse_observed_tree(line.substr(2), last.program.program);
  if (!observed) return "neither crash points nor a tree";
  last.trees.push_back(std::move(*observed));
  return "";
}

}  // namespace

std::expected<AnswerFile, std::string> parse_answer_file(std::string_view text) {
  AnswerFile file;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string error =
        number == 1 ? wrong_first_line(line, "failed syncs") : take_line(line, file);
    if (!error.empty()) return std::unexpected("line " + std::to_string(number) + ": " + error);
  }
  if (file.row.empty()) return std::unexpected("no line says which row is meant");
  for (const AnsweredProgram& program : file.programs) {
    if (program.runs.empty()) {
      return std::unexpected(program.program.program.name + ": no line says what was answered");
    }
  }
  return file;
}

}  // namespace powercut
