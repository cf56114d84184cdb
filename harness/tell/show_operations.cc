#include "harness/tell/show_operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace powercut {

namespace {

constexpr std::size_t last_shown = 8;
constexpr std::size_t of_key_shown_max = 24;

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::unfinished:
      return "never answered";
    case Outcome::acknowledged:
      return "acknowledged";
    case Outcome::failed:
      return "failed";
  }
  return "?";
}

// An operation's standing at the time of the crash.
std::string standing_of(const Recording& recording, std::size_t operation, const Promise& promise) {
  const auto& steps = recording.history.steps;
  auto step = std::ranges::find(steps, operation, &Step::operation);
  if (step == steps.end()) return "";
  auto index = static_cast<std::uint32_t>(step - steps.begin());
  if (index >= promise.finished) return "under way";
  return fmt::format("{}{}", name_of(step->outcome), index < promise.must ? ", must survive" : "");
}

bool changes_key(const Operation& operation, const std::string& key) {
  return operation.changes_state() &&
         std::ranges::find(operation.changes, key, &Change::key) != operation.changes.end();
}

// Numbers of the operations to show, of the first `count`; of the key's changes the latest.
std::set<std::size_t> choose(const Plan& plan, std::size_t count,
                             const std::optional<std::string>& key) {
  std::set<std::size_t> chosen;
  for (std::size_t index = count - std::min(count, last_shown); index < count; ++index) {
    chosen.insert(index);
  }
  std::size_t of_key = 0;
  for (std::size_t index = count; key && index-- > 0;) {
    if (!changes_key(plan.operations[index], *key)) continue;
    if (of_key++ == of_key_shown_max) break;
    chosen.insert(index);
  }
  return chosen;
}

// The content of the key that the setup left, which is durable.
std::string show_setup(const Plan& plan, const std::string& key) {
  for (std::size_t index = plan.setup.size(); index-- > 0;) {
    if (!changes_key(plan.setup[index], key)) continue;
    return fmt::format("     - {:<48} before the run, durable\n", describe(plan.setup[index]));
  }
  return "";
}

}  // namespace

std::string show_operations(const Plan& plan, const Recording& recording, const Promise& promise,
                            const std::optional<std::string>& key) {
  const auto& begun = recording.operation_calls;
  auto count =
      static_cast<std::size_t>(std::ranges::upper_bound(begun, promise.calls) - begun.begin());
  std::string text = "\noperations that had begun\n";
  if (key) text += show_setup(plan, *key);
  std::size_t next = 0;
  for (std::size_t index : choose(plan, count, key)) {
    if (index > next) text += fmt::format("  ... {} more\n", index - next);
    text += fmt::format("  {:4} {:<48} {}\n", index, describe(plan.operations[index]),
                        standing_of(recording, index, promise));
    next = index + 1;
  }
  return text;
}

}  // namespace powercut
