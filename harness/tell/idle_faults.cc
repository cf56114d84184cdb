#include "harness/tell/idle_faults.h"

#include <fmt/format.h>

namespace powercut {

namespace {

std::string calls_of(const FaultRule& rule) {
  std::string kind = rule.kind ? fmt::format("{} ", name_of(*rule.kind)) : "";
  return kind + (rule.path.empty() ? "calls" : fmt::format("calls to {}", rule.path));
}

bool comes_later(const Recording& recording, std::size_t rule, std::uint32_t last_operation) {
  std::size_t next = last_operation == never_happened ? 0 : std::size_t{last_operation} + 1;
  return next < recording.matched.size() &&
         recording.matched[next][rule] < recording.rules[rule].rule.nth;
}

}  // namespace

std::string show_idle_faults(const Recording& recording,
                             std::optional<std::uint32_t> last_operation) {
  std::string text;
  for (std::size_t index = 0; index < recording.rules.size(); ++index) {
    const auto& [rule, matched, struck] = recording.rules[index];
    std::string why;
    if (matched < rule.nth) {
      why = fmt::format("strikes nothing: the run makes {} {}", matched, calls_of(rule));
    } else if (struck == 0) {
      why = "strikes nothing: another fault strikes first, or there is nothing to cut short";
    } else if (last_operation && comes_later(recording, index, *last_operation)) {
      why = "strikes nothing before the crash, only after it";
    } else {
      continue;
    }
    text += fmt::format("fault     {} {}\n", to_text(rule), why);
  }
  return text;
}

}  // namespace powercut
