#include "faultfs/fidelity/litmus/failed_sync_program.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "faultfs/fidelity/litmus/text_parts.h"

namespace powercut {

namespace {

using StepKind = FailedSyncStep::Kind;

// A step that is no call: its name, whether a word follows, and whether a number may.
struct StepForm {
  std::string_view name;
  StepKind kind;
  bool has_word;
  bool has_times;
};

constexpr std::array step_forms = {
    StepForm{"refuse", StepKind::refuse, true, true},
    StepForm{"refuse_place", StepKind::refuse_place, true, true},
    StepForm{"refuse_others", StepKind::refuse_others, false, true},
    StepForm{"refuse_nothing", StepKind::refuse_nothing, false, false},
    StepForm{"read", StepKind::read, true, false},
    StepForm{"drop_caches", StepKind::drop_caches, false, false},
    StepForm{"write_back", StepKind::write_back, false, false},
};

std::unexpected<std::string> wrong_step(std::string_view what, std::string_view text) {
  return std::unexpected(std::string(what) + ": " + std::string(text.substr(0, 80)));
}

bool parse_times(std::string_view text, std::uint64_t& times) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), times);
  return error == std::errc() && end == text.data() + text.size() && times > 0;
}

// Takes "@2" out of the text.
bool take_handle(std::string& text, char& handle) {
  const std::size_t at = text.find('@');
  if (at == std::string::npos) return true;
  if (at + 1 >= text.size()) return false;
  handle = text[at + 1];
  text.erase(at, 2);
  const bool is_last = at == text.size() || text[at] == ' ';
  return is_last && ((handle >= '1' && handle <= '9') || handle == FailedSyncStep::synced_handle);
}

// Parses a step that is none of the calls.
std::expected<FailedSyncStep, std::string> parse_other(const StepForm& form,
                                                       std::vector<std::string_view> words) {
  FailedSyncStep step{.kind = form.kind};
  words.erase(words.begin());
  if (form.has_word) {
    if (words.empty()) return wrong_step("a step with too few words", form.name);
    const std::string_view word = words.front();
    words.erase(words.begin());
    if (form.kind == StepKind::refuse) {
      const bool is_letter = word.size() == 1 && word[0] >= 'a' && word[0] <= 'z';
      if (!is_letter) return wrong_step("no letter of a call", word);
      step.letter = word[0];
    } else {
      // A path is what a call takes for one.
      auto call = parse_litmus_call("sync " + std::string(word));
      if (!call) return std::unexpected(call.error());
      step.call = std::move(*call);
    }
  }
  if (form.has_times && !words.empty()) {
    if (!parse_times(words.front(), step.times))
      return wrong_step("no number of times", words.front());
    words.erase(words.begin());
  }
  if (!words.empty()) return wrong_step("a step with too many words", words.front());
  return step;
}

std::expected<FailedSyncStep, std::string> parse_step(std::string_view part) {
  std::string text(part);
  char handle = '1';
  if (!take_handle(text, handle)) return wrong_step("no handle, which are @1 to @9 and @s", part);
  std::vector<std::string_view> words = parts_of(text, ' ');
  std::erase(words, "");
  const auto form =
      words.empty() ? step_forms.end() : std::ranges::find(step_forms, words[0], &StepForm::name);
  std::expected<FailedSyncStep, std::string> step;
  if (form != step_forms.end()) {
    step = parse_other(*form, std::move(words));
  } else {
    auto call = parse_litmus_call(text);
    if (!call) return std::unexpected(call.error());
    step->call = std::move(*call);
  }
  if (!step) return step;
  step->handle = handle;
  step->text = part;
  return step;
}

}  // namespace

std::expected<FailedSyncProgram, std::string> parse_failed_sync_program(std::string_view line) {
  FailedSyncProgram parsed;
  auto behind_bar = parse_litmus_head(line, parsed.program);
  if (!behind_bar) return std::unexpected(behind_bar.error());
  std::vector<LitmusCall>& calls = parsed.program.calls;
  for (const std::string_view part : parts_of(*behind_bar, ';')) {
    auto step = parse_step(part);
    if (!step) return std::unexpected(step.error());
    step->number = calls.size();
    if (step->kind == StepKind::call) calls.push_back(step->call);
    if (step->is_synced_write()) {
      calls.push_back({.kind = LitmusCall::Kind::sync, .path = step->call.path});
    }
    parsed.steps.push_back(std::move(*step));
  }
  if (calls.size() > LitmusProgram::calls_max) return wrong_step("more than nine calls", line);
  if (calls.empty()) return wrong_step("a program without calls", line);
  return parsed;
}

}  // namespace powercut
