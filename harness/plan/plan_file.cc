#include "harness/plan/plan_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

}  // namespace

std::expected<std::vector<std::string>, std::string> read_plan_file(std::string_view text) {
  std::vector<std::string> plans;
  PlanRoom room;
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto end = std::min(text.find('\n'), text.size());
    std::string_view line = without_blanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    auto plan = parse_plan(line, room);
    if (!plan) return std::unexpected(fmt::format("line {}: {}", number, plan.error()));
    if (plans.size() == plan_file_plans_max) {
      return std::unexpected(
          fmt::format("line {}: a file has {} plans at most", number, plan_file_plans_max));
    }
    plans.push_back(to_text(*plan));
  }
  if (plans.empty()) return std::unexpected(std::string("there is no plan in it"));
  return plans;
}

}  // namespace powercut
