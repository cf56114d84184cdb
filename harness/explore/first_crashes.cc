#include "harness/explore/first_crashes.h"

#include <algorithm>
#include <optional>

#include "faultfs/states/state_counter.h"
#include "powercut/faultfs/crash_states.h"
#include "powercut/harness/promise.h"

namespace powercut {

namespace {

// Where there are more than a budget says, those that tell most are among the first: the others are
// drawn at random, and few of them do as well as many.
constexpr std::uint64_t first_sample_part = 4;

}  // namespace

FirstCrashes count_first_crashes(const Recording& recording, const StoreUnderTest& store,
                                 const PersistenceModel& model) {
  using Which = CrashStates::Which;
  FirstCrashes states;
  PersistenceModel asked = model_asked_of(store, model);
  Promises promises(recording.history, recording.trace, store.policy, model.power_loss);
  std::optional<Promise> before;
  auto demands_the_same = [&](const CrashPoint& point) {
    const Promise& promise = promises.at(point);
    bool same = before && before->demands_the_same(promise);
    before = promise;
    return same;
  };
  CrashStates walk(asked, recording.base);
  auto calls = static_cast<std::uint32_t>(recording.trace.size());
  for (std::uint32_t call = 0; call < std::min(calls, recording.asked_calls); ++call) {
    walk.begin(recording.trace, call);
    std::uint64_t inside = 0;
    if (walk.is_partly_done()) {
      demands_the_same({.call = call, .byte = 1});
      inside = walk.count(Which::new_ones);
    }
    walk.finish();
    bool same = demands_the_same({.call = call});
    std::uint64_t after = walk.count(same && call > 0 ? Which::new_ones : Which::all);
    states.inside.push_back(inside);
    states.after.push_back(after);
    states.all = saturating_sum(states.all, saturating_sum(inside, after));
  }
  return states;
}

namespace {

// A larger or smaller budget of each crash point is one of all of them, too.
std::uint64_t scaled(std::uint64_t limit, const ExplorationOptions& options) {
  constexpr std::uint64_t usual = ExplorationOptions{}.budget;
  return limit * options.budget / usual;
}

}  // namespace

bool visits_all(const FirstCrashes& states, const ExplorationOptions& options) {
  return states.all < scaled(options.visits_all_below, options);
}

bool row_visits_all(std::uint64_t states, const ExplorationOptions& options) {
  return states < scaled(options.row_visits_all_below, options);
}

std::uint64_t sample_of(const ExplorationOptions& options) {
  return std::max<std::uint64_t>(1, options.budget / first_sample_part);
}

}  // namespace powercut
