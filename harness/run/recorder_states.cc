// The Recorder's knowledge of which steps may be there, and of the states that a subject's steps
// lead to (subject_states.h).
#include <algorithm>

#include "harness/judge/state_oracle.h"
#include "harness/judge/sync_excuse.h"
#include "harness/run/recorder.h"
#include "powercut/harness/promise.h"

namespace powercut {

void Recorder::begin_states() {
  if (states_) recording_.history.initial[0] = states_->initial();
}

std::string Recorder::state_after(const std::string& state, std::uint32_t operation) {
  return states_->after(state, *plan_.operations[operation].changes[0].value);
}

// Each step that may be there or not doubles the states, so there are only so many: beyond these
// the earliest are taken to be as readers have seen them, though a power cut might tell otherwise.
// Where nobody has seen enough of them, nobody can follow any more what is due: nothing is asked
// from here on, and the run ends.
void Recorder::limit_doubts() {
  constexpr std::ptrdiff_t doubts_max = 6;
  auto is_doubtful = [](const Step& step) {
    auto moves = [](const Move& move) { return move.from != move.to; };
    return step.outcome == Outcome::failed && std::ranges::any_of(step.moves, moves);
  };
  auto& steps = recording_.history.steps;
  auto doubts = std::ranges::count_if(steps, is_doubtful);
  for (Step& step : steps) {
    if (doubts <= doubts_max) return;
    if (!is_doubtful(step) || step.is_in_doubt()) continue;
    if (step.seen_there) step.outcome = Outcome::acknowledged;
    if (!step.seen_there) {
      for (Move& move : step.moves) move.to = move.from;
    }
    --doubts;
  }
  if (doubts <= doubts_max) return;
  for (Step& step : steps) {
    if (is_doubtful(step)) step.outcome = Outcome::acknowledged;
  }
  has_lost_track_ = true;
  recording_.asked_calls = std::min(recording_.asked_calls, last_calls_.begin);
}

// Where a failed step is in doubt, the subject may not have it yet, and find it at the next open.
// If the operation changes nothing without that step, it may have been no more than a reading: then
// it may be there or not, as the step.
bool Recorder::may_find_nothing_to_do(const Step& step) {
  return std::ranges::any_of(recording_.history.steps, &Step::is_in_doubt) &&
         !alters_something(step);
}

// A failed operation that has made no call, and that nobody sees, is nowhere.
void Recorder::forget_what_was_not_tried() {
  const Step& last = recording_.history.steps.back();
  const bool made_no_call = last.finished_calls == last.invoked_calls;
  if (made_no_call && !last.seen_there) recording_.history.steps.pop_back();
}

// Each step gets a move from each state that it may meet: those that the steps before lead to,
// where steps that are not acknowledged may be there or not.
void Recorder::complete_moves() {
  if (!states_) return;
  limit_doubts();
  History& history = recording_.history;
  std::vector<std::uint32_t> possible{history.initial_state()};
  for (Step& step : history.steps) {
    for (std::uint32_t from : possible) {
      if (std::ranges::find(step.moves, from, &Move::from) != step.moves.end()) continue;
      const std::string after = state_after(history.states[from], step.operation);
      step.moves.push_back({from, history.number_of_state(after)});
    }
    possible = states_after(step, possible, true, step.outcome != Outcome::acknowledged);
  }
}

// A store has nothing to write, and so nothing to refuse, where all is so already.
bool Recorder::alters_something(const Step& step) {
  Oracle oracle = oracle_of_now();
  if (states_) {
    const std::string& state = *oracle.expected(0);
    return state_after(state, step.operation) != state;
  }
  return std::ranges::any_of(step.changes, [&](const KeyChange& change) {
    return oracle.expected(change.key) != change.value;
  });
}

// The cache has lost what the file accepted since its last good sync. A store cannot know that: the
// bytes that it goes on showing are not on the disk, and need not be there later: neither those of
// steps that were acknowledged, nor those of failed steps that a reader has seen. Steps that had to
// be durable, and those before the first that stands in the file, are not concerned.
void Recorder::doubt_what_is_gone(const SyncFailure& failure) {
  Promises promises(recording_.history, recording_.trace, store_under_test_.policy, true);
  const std::uint32_t first =
      std::max(promises.at({.call = calls() - 1}).must,
               first_excused_step(recording_.history, recording_.trace, failure));
  for (Step& step : std::span(recording_.history.steps).subspan(first)) {
    if (step.outcome == Outcome::acknowledged) step.outcome = Outcome::failed;
    if (step.seen_there) step.seen_calls = never_happened;
    step.seen_there = false;
  }
  complete_moves();
}

}  // namespace powercut
