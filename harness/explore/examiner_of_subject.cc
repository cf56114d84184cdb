// The Examiner's part for subjects: what is found is one state, and what it lives on with are the
// subject's own operations. Which state they lead to, the subject says as it does them: a state
// that was recovered may be one that no run knows. What it says must be there after a kill.
#include <fmt/format.h>

#include "harness/explore/examiner.h"
#include "harness/plan/subject_plan.h"
#include "harness/watch/watched_store.h"

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
  constexpr Duration more_than_a_second = std::chrono::milliseconds(1200);
  std::uint64_t number = 1'000;  // none that a plan has
  const auto& operations = store_.subject->operations;
  const std::size_t most = std::min(operations.size(), operations_max);
  for (std::size_t place = 0; place <= most; ++place) {
    const bool is_last = place == most;
    if (is_last) {
      auto compacted = store.compact();
      if (!compacted.ok() && compacted.error().code != ErrorCode::unsupported) {
        return failed_call(FindingKind::unstable, "a compaction after the second open",
                           compacted.error());
      }
      if (auto violation = compare_state(store, "after a compaction")) return violation;
      time_.advance(more_than_a_second);
      if (time_.runs_endlessly()) return endless_tasks(FindingKind::unstable);
      if (auto violation = compare_state(store, "after more than a second")) return violation;
    }
    if (operations.empty()) continue;
    const std::string operation = numbered(operations[is_last ? 0 : place], number);
    const std::string before = expected_[0].value;
    auto applied = store.set(subject_key, operation);
    if (!applied.ok() && applied.error().code != ErrorCode::unsupported) {
      return failed_call(FindingKind::unstable,
                         fmt::format("apply {} after the second open", quote(operation)),
                         applied.error());
    }
    if (auto there = store.get(subject_key, expected_[0].value); !there.ok()) {
      return failed_call(FindingKind::unreadable, "observe", there.error());
    }
    if (!applied.ok() || !store_.subject->next) continue;
    const std::string due = store_.subject->next(before, operation);
    if (due == expected_[0].value) continue;
    return Violation{
        FindingKind::unstable, std::nullopt,
        fmt::format("apply {} leads from {} to {}", quote(operation), quote(before), quote(due)),
        quote(expected_[0].value)};
  }
  return std::nullopt;
}

}  // namespace powercut
