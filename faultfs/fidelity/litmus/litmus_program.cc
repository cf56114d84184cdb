#include "faultfs/fidelity/litmus/litmus_program.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "faultfs/fidelity/litmus/text_parts.h"

namespace powercut {

namespace {

using Kind = LitmusCall::Kind;

struct Form {
  std::string_view name;
  Kind kind;
  int numbers;  // after the path
};

constexpr std::array forms = {
    Form{"create", Kind::create, 0},     Form{"replace", Kind::replace, 0},
    Form{"write", Kind::write, 2},       Form{"truncate", Kind::truncate, 1},
    Form{"allocate", Kind::allocate, 1}, Form{"rename", Kind::rename, 0},
    Form{"remove", Kind::remove, 0},     Form{"make_dir", Kind::make_dir, 0},
    Form{"sync", Kind::sync, 0},         Form{"sync_data", Kind::sync_data, 0},
    Form{"sync_dir", Kind::sync_dir, 0}, Form{"close", Kind::close, 0},
    Form{"link", Kind::link, 0},         Form{"reserve", Kind::reserve, 1},
};

bool has_target(Kind kind) { return kind == Kind::rename || kind == Kind::link; }

bool is_path(std::string_view text) {
  if (text == ".") return true;
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_/";
  if (text.empty() || text.size() > 64 || text.front() == '/' || text.back() == '/') return false;
  return text.find_first_not_of(allowed) == std::string_view::npos &&
         text.find("//") == std::string_view::npos;
}

bool parse_number(std::string_view text, std::uint64_t& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() &&
         number <= LitmusProgram::file_bytes_max;
}

std::unexpected<std::string> wrong(std::string_view what, std::string_view text) {
  constexpr std::size_t shown_max = 80;
  const bool is_long = text.size() > shown_max;
  return std::unexpected(std::string(what) + ": " + std::string(text.substr(0, shown_max)) +
                         (is_long ? "..." : ""));
}

std::expected<std::vector<LitmusCall>, std::string> parse_calls(std::string_view text) {
  std::vector<LitmusCall> calls;
  if (trimmed(text).empty()) return calls;
  for (std::string_view part : parts_of(text, ';')) {
    auto call = parse_litmus_call(part);
    if (!call) return std::unexpected(call.error());
    calls.push_back(std::move(*call));
  }
  if (calls.size() > LitmusProgram::calls_max) return wrong("more than nine calls", text);
  return calls;
}

std::string_view name_of(Kind kind) { return std::ranges::find(forms, kind, &Form::kind)->name; }

std::string joined_calls(const std::vector<LitmusCall>& calls) {
  std::string text;
  for (const LitmusCall& call : calls) text += (text.empty() ? "" : "; ") + to_text(call);
  return text;
}

}  // namespace

std::expected<LitmusCall, std::string> parse_litmus_call(std::string_view text) {
  std::vector<std::string_view> words = parts_of(text, ' ');
  std::erase(words, "");
  if (words.empty()) return wrong("a call is missing", text);
  auto form = std::ranges::find(forms, words[0], &Form::name);
  if (form == forms.end()) return wrong("no such call", text);
  std::size_t wanted = has_target(form->kind) ? 3 : 2 + form->numbers;
  if (words.size() != wanted) return wrong("a call with too many words, or too few", text);
  LitmusCall call{.kind = form->kind, .path = std::string(words[1])};
  if (!is_path(words[1])) return wrong("no path", words[1]);
  if (has_target(call.kind)) {
    if (!is_path(words[2])) return wrong("no path", words[2]);
    call.target = words[2];
  }
  if (form->numbers == 2 && !parse_number(words[2], call.offset)) {
    return wrong("no number up to a megabyte", words[2]);
  }
  if (form->numbers > 0 && !parse_number(words.back(), call.length)) {
    return wrong("no number up to a megabyte", words.back());
  }
  return call;
}

std::expected<std::string_view, std::string> parse_litmus_head(std::string_view line,
                                                               LitmusProgram& program) {
  std::size_t colon = line.find(':');
  std::size_t bar = line.find('|');
  if (colon == std::string_view::npos || bar == std::string_view::npos || bar < colon) {
    return wrong("a program is `NAME: SETUP | CALLS`, and this is none", line);
  }
  program.name = trimmed(line.substr(0, colon));
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (program.name.empty() || program.name.find_first_not_of(allowed) != std::string::npos) {
    return wrong("a name is one word of small letters, digits and dashes", program.name);
  }
  auto setup = parse_calls(line.substr(colon + 1, bar - colon - 1));
  if (!setup) return std::unexpected(setup.error());
  program.setup = std::move(*setup);
  return line.substr(bar + 1);
}

std::expected<LitmusProgram, std::string> parse_litmus_program(std::string_view line) {
  LitmusProgram program;
  auto behind_bar = parse_litmus_head(line, program);
  if (!behind_bar) return std::unexpected(behind_bar.error());
  auto calls = parse_calls(*behind_bar);
  if (!calls) return std::unexpected(calls.error());
  if (calls->empty()) return wrong("a program without calls", line);
  program.calls = std::move(*calls);
  return program;
}

std::expected<std::vector<LitmusProgram>, std::string> parse_litmus_programs(
    std::string_view text) {
  std::vector<LitmusProgram> programs;
  std::set<std::string> names;
  int number = 0;
  for (std::string_view line : parts_of(text, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    auto program = parse_litmus_program(line);
    if (program && !names.insert(program->name).second) {
      program = std::unexpected("the name is given twice: " + program->name);
    }
    if (!program) return std::unexpected("line " + std::to_string(number) + ": " + program.error());
    programs.push_back(std::move(*program));
  }
  return programs;
}

std::string to_text(const LitmusCall& call) {
  std::string text = std::string(name_of(call.kind)) + " " + call.path;
  int numbers = std::ranges::find(forms, call.kind, &Form::kind)->numbers;
  if (has_target(call.kind)) text += " " + call.target;
  if (numbers == 2) text += " " + std::to_string(call.offset);
  if (numbers > 0) text += " " + std::to_string(call.length);
  return text;
}

std::string to_text(const LitmusProgram& program) {
  std::string setup = joined_calls(program.setup);
  return program.name + ": " + setup + (setup.empty() ? "| " : " | ") + joined_calls(program.calls);
}

}  // namespace powercut
