// Goal: of a subject those states are legal that a prefix of its steps leads to, with each step
// that failed or not. Method: hand-made steps over numbers; step n adds n to the state.
#include "harness/judge/state_oracle.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using enum Outcome;
using Presence = Oracle::Presence;

// Step n, from 1, adds n; one of 0 changes nothing.
History history_of(const std::vector<std::pair<int, Outcome>>& steps) {
  History history(KeyTable({"state"}));
  history.initial[0] = "0";
  history.states = {"0"};
  std::vector<std::uint32_t> possible{0};
  std::uint32_t calls = 0;
  for (const auto& [added, outcome] : steps) {
    Step step{.outcome = outcome, .invoked_calls = calls, .finished_calls = calls + 1};
    ++calls;
    for (std::uint32_t from : possible) {
      const int sum = std::stoi(history.states[from]) + added;
      step.moves.push_back({from, history.number_of_state(std::to_string(sum))});
    }
    possible = states_after(step, possible, true, outcome != acknowledged);
    history.steps.push_back(std::move(step));
  }
  return history;
}

Promise promise_of(const History& history, std::uint32_t must, bool last_is_under_way = false) {
  auto steps = static_cast<std::uint32_t>(history.steps.size());
  return {.calls = steps,
          .must = must,
          .finished = last_is_under_way ? steps - 1 : steps,
          .invoked = steps};
}

FoundValue found(int state) { return {.there = true, .value = std::to_string(state)}; }

// The states from 0 to 20 that are legal.
std::vector<int> legal_states(const History& history, const Promise& promise, bool believes) {
  Oracle oracle(history, believes);
  oracle.expect(promise);
  std::vector<int> legal;
  for (int state = 0; state <= 20; ++state) {
    FoundValue value = found(state);
    if (!oracle.judge({&value, 1})) legal.push_back(state);
    EXPECT_EQ(oracle.explain({&value, 1}).has_value(), !oracle.judge({&value, 1})) << state;
  }
  return legal;
}

using testing::ElementsAre;

TEST(StateOracle, wants_all_that_must_be_there_in_order) {
  History history = history_of({{1, acknowledged}, {2, acknowledged}, {4, acknowledged}});
  EXPECT_THAT(legal_states(history, promise_of(history, 3), true), ElementsAre(7));
  EXPECT_THAT(legal_states(history, promise_of(history, 1), false), ElementsAre(1, 3, 7));
  EXPECT_THAT(legal_states(history, promise_of(history, 2, true), true), ElementsAre(3, 7));
}

TEST(StateOracle, lets_each_failed_step_be_there_or_not) {
  History history = history_of({{1, acknowledged}, {2, failed}, {4, acknowledged}, {8, failed}});
  EXPECT_THAT(legal_states(history, promise_of(history, 4), true), ElementsAre(5, 7, 13, 15));
  EXPECT_THAT(legal_states(history, promise_of(history, 2), true), ElementsAre(1, 3, 5, 7, 13, 15));
}

TEST(StateOracle, holds_a_failed_step_to_what_readers_saw) {
  History history = history_of({{1, acknowledged}, {2, failed}, {4, acknowledged}});
  history.steps[1].seen_calls = 2;
  EXPECT_THAT(legal_states(history, promise_of(history, 3), true), ElementsAre(5));
  EXPECT_THAT(legal_states(history, promise_of(history, 3), false), ElementsAre(5, 7));
  history.steps[1].seen_there = true;
  EXPECT_THAT(legal_states(history, promise_of(history, 3), true), ElementsAre(7));
}

TEST(StateOracle, tells_a_lost_state_from_one_that_never_was) {
  History history = history_of({{1, acknowledged}, {2, acknowledged}, {4, acknowledged}});
  Oracle oracle(history, true);
  oracle.expect(promise_of(history, 3));
  FoundValue earlier = found(3);
  FoundValue never = found(5);  // the first and the third, without the second
  EXPECT_EQ(oracle.judge({&earlier, 1})->kind, FindingKind::lost);
  EXPECT_EQ(oracle.judge({&never, 1})->kind, FindingKind::invented);
  EXPECT_EQ(oracle.judge({&never, 1})->expected, "the state \"7\"");
}

TEST(StateOracle, explains_a_state_by_the_steps_that_led_to_it) {
  History history = history_of({{1, acknowledged}, {2, failed}, {0, failed}, {4, acknowledged}});
  Oracle oracle(history, true);
  oracle.expect(promise_of(history, 1));
  auto explained = [&](int state) {
    FoundValue value = found(state);
    return *oracle.explain({&value, 1});
  };
  using enum Presence;
  EXPECT_THAT(explained(7), ElementsAre(there, there, unknown, there));
  EXPECT_THAT(explained(5), ElementsAre(there, absent, unknown, there));
  EXPECT_THAT(explained(3), ElementsAre(there, there, unknown, absent));
  FoundValue value = found(7);
  EXPECT_EQ(oracle.reveals(1, {&value, 1}), true);
  EXPECT_EQ(oracle.reveals(2, {&value, 1}), std::nullopt);
  EXPECT_TRUE(oracle.shows(1, 0, value));
  EXPECT_EQ(oracle.expected(0), "5");
}

}  // namespace
}  // namespace powercut
