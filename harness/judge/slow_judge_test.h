// SlowJudge: what the Oracle decides, worked out the obvious way; for tests of the Oracle, with
// which it shares no code.
//
// Every prefix that is long enough, times every subset of the steps in it that may be there or not,
// is applied to a map, change by change. A state is legal if one of these maps is equal to it.
#pragma once

#include <map>
#include <string>

#include "powercut/harness/history.h"
#include "powercut/harness/promise.h"

namespace powercut {

class SlowJudge {
 public:
  using State = std::map<std::uint32_t, std::string>;  // by key number; absent keys are not in it

  SlowJudge(const History& history, const Promise& promise, bool believes_readers)
      : history_(history), promise_(promise), believes_readers_(believes_readers) {}

  bool is_legal(const State& found) { return legal_with(found, never_happened, false); }

  // Whether the longest history explains the state if this one step is taken to be there, or not.
  bool explains_with(const State& found, std::uint32_t step, bool there) {
    Promise promise = promise_;
    promise_.must = promise_.finished;
    bool explained = legal_with(found, step, there);
    promise_ = promise;
    return explained;
  }

 private:
  bool legal_with(const State& found, std::uint32_t forced_step, bool there) {
    forced_step_ = forced_step;
    forced_there_ = there;
    State state;
    for (std::uint32_t key = 0; key < history_.initial.size(); ++key) {
      if (history_.initial[key]) state[key] = *history_.initial[key];
    }
    for (std::uint32_t prefix = promise_.must; prefix <= promise_.finished; ++prefix) {
      std::uint32_t end = prefix == promise_.finished ? promise_.invoked : prefix;
      if (some_subset_gives(found, state, 0, end)) return true;
    }
    return false;
  }

  bool some_subset_gives(const State& found, const State& state, std::uint32_t step,
                         std::uint32_t end) const {
    if (step == end) return state == found;
    const Step& next = history_.steps[step];
    bool may_be_there = true;
    bool may_be_absent = step >= promise_.finished || next.outcome == Outcome::failed;
    if (believes_readers_ && next.outcome == Outcome::failed && step < promise_.finished &&
        next.seen_calls <= promise_.calls) {
      may_be_there = next.seen_there;
      may_be_absent = !next.seen_there;
    }
    if (step == forced_step_) {
      may_be_there = forced_there_;
      may_be_absent = !forced_there_;
    }
    if (may_be_absent && some_subset_gives(found, state, step + 1, end)) return true;
    return may_be_there && some_subset_gives(found, applied(state, next), step + 1, end);
  }

  static State applied(State state, const Step& step) {
    for (const KeyChange& change : step.changes) {
      if (change.value) {
        state[change.key] = *change.value;
      } else {
        state.erase(change.key);
      }
    }
    return state;
  }

  const History& history_;
  Promise promise_;
  bool believes_readers_;
  std::uint32_t forced_step_ = never_happened;
  bool forced_there_ = false;
};

}  // namespace powercut
