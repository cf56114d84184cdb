// The Examiner's part for subjects: what is found is one state, and what it lives on with are the
// subject's own operations. Which state they lead to, the subject says as it does them: a state
// that was recovered may be one that no run knows. What it says must be there after a kill.
#include <fmt/format.h>

#include <algorithm>

#include "harness/explore/examiner.h"
#include "harness/plan/subject_plan.h"

namespace powercut {

std::optional<Violation> Examiner::compare_state(Store& store, std::string_view when) {
  std::string state;
  auto there = store.get(subject_key, state);
  if (!there.ok()) return failed_call(FindingKind::unreadable, "observe", there.error());
  if (state == expected_[0].value) return ask_everything(store);
  return Violation{FindingKind::unstable, std::nullopt,
                   fmt::format("the state {}", quote(expected_[0].value)),
                   fmt::format("{} {}", quote(state), when)};
}

std::optional<Violation> Examiner::live_on_as_subject(Store& store) {
  constexpr std::size_t operations_max = 6;
  std::uint64_t number = 1'000;
  const auto& operations = store_.subject->operations;
  for (std::size_t place = 0; place < std::min(operations.size(), operations_max); ++place) {
    if (auto violation = apply(store, numbered(operations[place], number))) return violation;
  }
  if (auto violation = compact(store)) return violation;
  if (auto violation = compare_state(store, "after a compaction")) return violation;
  if (auto violation = let_time_pass()) return violation;
  if (auto violation = compare_state(store, "after more than a second")) return violation;
  return apply(store, numbered(operations.front(), number));
}

// Notes the state that the subject shows then as the one that is due; a model must say the same.
std::optional<Violation> Examiner::apply(Store& store, const std::string& operation) {
  std::string& state = expected_[0].value;
  const std::string before = state;
  auto applied = store.set(subject_key, operation);
  if (!applied.ok() && applied.error().code != ErrorCode::unsupported) {
    return failed_call(FindingKind::unstable,
                       fmt::format("apply {} after the second open", quote(operation)),
                       applied.error());
  }
  if (auto there = store.get(subject_key, state); !there.ok()) {
    return failed_call(FindingKind::unreadable, "observe", there.error());
  }
  if (!applied.ok() || !store_.subject->next) return std::nullopt;
  const std::string due = store_.subject->next(before, operation);
  if (due == state) return std::nullopt;
  return Violation{
      FindingKind::unstable, std::nullopt,
      fmt::format("apply {} leads from {} to {}", quote(operation), quote(before), quote(due)),
      quote(state)};
}

}  // namespace powercut
