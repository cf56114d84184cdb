#include "powercut/harness/history.h"
#include "engine/io/macros.h"

#include <algorithm>

namespace powercut {

KeyTable::KeyTable(std::vector<std::string> keys) : keys_(std::move(keys)) {
  std::ranges::sort(keys_);
  auto repeated = std::ranges::unique(keys_);
  keys_.erase(repeated.begin(), repeated.end());
}

std::uint32_t KeyTable::number(std::string_view name) const {
  auto found = find(name);
  CHECK(found.has_value());
  return *found;
}

std::optional<std::uint32_t> KeyTable::find(std::string_view name) const {
  auto found = std::ranges::lower_bound(keys_, name, std::less<>{});
  if (found == keys_.end() || *found != name) return std::nullopt;
  return static_cast<std::uint32_t>(found - keys_.begin());
}

std::uint32_t History::number_of_state(const std::string& state) {
  auto known = std::ranges::find(states, state);
  if (known == states.end()) known = states.insert(states.end(), state);
  return static_cast<std::uint32_t>(known - states.begin());
}

std::uint32_t History::initial_state() const {
  auto known = std::ranges::find(states, *initial[0]);
  CHECK(known != states.end());
  return static_cast<std::uint32_t>(known - states.begin());
}

void History::cut(std::uint32_t calls) {
  std::erase_if(steps, [&](const Step& step) { return step.invoked_calls > calls; });
  for (Step& step : steps) {
    if (step.finished_calls > calls) {
      step.outcome = Outcome::unfinished;
      step.finished_calls = never_happened;
    }
    if (step.seen_calls > calls) step.seen_calls = never_happened;
  }
  std::erase_if(syncs, [&](const SyncEvent& sync) { return sync.calls > calls; });
  std::erase_if(sync_failures, [&](const SyncFailure& failure) { return failure.calls > calls; });
}

}  // namespace powercut
