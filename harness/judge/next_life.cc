#include "harness/judge/next_life.h"

#include <algorithm>

namespace powercut {

namespace {

void begin_with(History& life, const Step& step) {
  if (life.has_states()) {
    const std::uint32_t from = life.initial_state();
    auto move = std::ranges::find(step.moves, from, &Move::from);
    life.initial[0] = life.states[move->to];
  }
  for (const KeyChange& change : step.changes) life.initial[change.key] = change.value;
}

// Goes on as if it had been acknowledged before the first call; an unknown one stays in doubt.
Step carried(const Step& step, Oracle::Presence presence, Duration now) {
  Step kept = step;
  bool is_there = presence == Oracle::Presence::there;
  kept.outcome = is_there ? Outcome::acknowledged : Outcome::failed;
  kept.invoked_calls = 0;
  if (kept.finished_calls == never_happened) kept.finished_time = now;
  kept.finished_calls = 0;
  kept.seen_calls = never_happened;
  return kept;
}

// One that nobody was told is there, and that is not: gone for good, as somebody has seen now.
bool is_gone(const Step& step, Oracle::Presence presence) {
  return presence == Oracle::Presence::absent && step.outcome != Outcome::acknowledged;
}

Step gone(const Step& step, Duration now) {
  Step kept = carried(step, Oracle::Presence::absent, now);
  kept.seen_calls = 0;
  kept.seen_there = false;
  return kept;
}

// Where the life before has written nothing, steps that were settled earlier stay so.
void settle(History& life, History& before, std::span<const Oracle::Presence> presences,
            std::vector<std::optional<std::string>> initial) {
  bool has_written = false;
  for (std::uint32_t number = 0; number < presences.size(); ++number) {
    const Step& step = before.steps[number];
    bool is_there =
        presences[number] == Oracle::Presence::there && step.outcome == Outcome::acknowledged;
    has_written = has_written || (is_there && step.finished_calls > step.invoked_calls);
  }
  life.before_settled = std::move(initial);
  if (has_written || before.before_settled.empty()) return;
  life.before_settled = std::move(before.before_settled);
  life.settled.insert(life.settled.begin(), before.settled.begin(), before.settled.end());
}

}  // namespace

History next_life(History before, const Promise& promise, std::span<const FoundValue> found,
                  std::span<const Oracle::Presence> presences, bool binds, Duration now) {
  History life(std::move(before.keys));
  life.states = std::move(before.states);
  if (binds) {
    for (std::uint32_t key = 0; key < found.size(); ++key) {
      if (found[key].there) life.initial[key] = found[key].value;
    }
    for (std::uint32_t number = 0; number < presences.size(); ++number) {
      const Step& step = before.steps[number];
      if (is_gone(step, presences[number])) {
        life.settled.push_back(gone(step, now));
      } else if (presences[number] != Oracle::Presence::absent) {
        life.settled.push_back(carried(step, presences[number], now));
      }
    }
    settle(life, before, presences, std::move(before.initial));
    return life;
  }
  std::vector<std::optional<std::string>> initial = before.initial;
  life.initial = std::move(before.initial);
  std::uint32_t must = 0;
  for (std::uint32_t number = 0; number < presences.size(); ++number) {
    Oracle::Presence presence = presences[number];
    if (is_gone(before.steps[number], presence)) {
      (life.steps.empty() ? life.settled : life.steps).push_back(gone(before.steps[number], now));
    }
    if (presence == Oracle::Presence::absent) continue;
    bool is_first = life.steps.empty() && presence == Oracle::Presence::there;
    if (is_first && number < promise.must) {
      begin_with(life, before.steps[number]);
      life.settled.push_back(carried(before.steps[number], presence, now));
      continue;
    }
    life.steps.push_back(carried(before.steps[number], presence, now));
    if (number < promise.must) must = static_cast<std::uint32_t>(life.steps.size());
  }
  settle(life, before, presences, std::move(initial));
  if (must > 0) life.syncs.push_back({.calls = 0, .steps = must});
  return life;
}

}  // namespace powercut
