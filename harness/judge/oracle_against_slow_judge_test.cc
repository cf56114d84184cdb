// Goal: the Oracle is neither too strict nor too lax. Method: thousands of small random histories
// with few keys and values, so that much can be explained in more than one way; every possible
// state of each is judged by the Oracle and by SlowJudge, which has to agree.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/judge/slow_judge_test.h"
#include "powercut/harness/chooser.h"
#include "powercut/harness/operation.h"
#include "powercut/harness/oracle.h"

namespace powercut {
namespace {

constexpr std::uint32_t key_count = 3;
constexpr std::uint32_t value_count = 2;  // and absent
constexpr std::uint32_t states = 27;      // (value_count + 1) to the power of key_count

std::optional<std::string> value_of(std::uint64_t number) {
  if (number == value_count) return std::nullopt;
  return std::to_string(number);
}

Step draw_step(Chooser& chooser, std::uint32_t number, bool last) {
  Step step{.operation = number,
            .outcome = Outcome::acknowledged,
            .invoked_calls = number,
            .finished_calls = number + 1};
  std::uint32_t changes =
      chooser.chance(40) ? static_cast<std::uint32_t>(chooser.between(2, 3)) : 1;
  std::uint32_t first = static_cast<std::uint32_t>(chooser.below(key_count));
  for (std::uint32_t change = 0; change < changes; ++change) {
    step.changes.push_back(
        {(first + change) % key_count, value_of(chooser.below(value_count + 1))});
  }
  if (last && chooser.chance(50)) {
    step.outcome = Outcome::unfinished;
    step.finished_calls = never_happened;
  } else if (chooser.chance(40)) {
    step.outcome = Outcome::failed;
    if (chooser.chance(30)) {
      step.seen_calls = number + static_cast<std::uint32_t>(chooser.between(1, 3));
      step.seen_there = chooser.chance(50);
    }
  }
  return step;
}

History draw_history(Chooser& chooser) {
  History history(KeyTable({"a", "b", "c"}));
  for (auto& value : history.initial) value = value_of(chooser.below(value_count + 1));
  auto steps = static_cast<std::uint32_t>(chooser.below(8));
  for (std::uint32_t step = 0; step < steps; ++step) {
    history.steps.push_back(draw_step(chooser, step, step + 1 == steps));
  }
  return history;
}

Promise draw_promise(Chooser& chooser, const History& history) {
  auto steps = static_cast<std::uint32_t>(history.steps.size());
  bool under_way = steps > 0 && history.steps.back().outcome == Outcome::unfinished;
  std::uint32_t finished = under_way ? steps - 1 : steps;
  auto must =
      static_cast<std::uint32_t>(chooser.chance(50) ? finished : chooser.between(0, finished));
  return {.calls = steps, .must = must, .finished = finished, .invoked = steps};
}

std::string show(const History& history, const Promise& promise) {
  std::string text = "must " + std::to_string(promise.must) + " of " +
                     std::to_string(promise.finished) + ", initial";
  for (const auto& value : history.initial) text += " " + value.value_or("-");
  for (const Step& step : history.steps) {
    text += step.outcome == Outcome::acknowledged ? "; ok"
            : step.outcome == Outcome::failed     ? "; failed"
                                                  : "; under way";
    if (step.seen_calls <= promise.calls) text += step.seen_there ? ", there" : ", absent";
    for (const KeyChange& change : step.changes) {
      text += " " + history.keys.name(change.key) + "=" + change.value.value_or("-");
    }
  }
  return text;
}

struct State {
  std::vector<FoundValue> found{key_count};
  SlowJudge::State map;
};

State state_of(std::uint32_t number) {
  State state;
  for (std::uint32_t key = 0; key < key_count; ++key, number /= value_count + 1) {
    if (auto value = value_of(number % (value_count + 1))) {
      state.found[key] = {true, *value};
      state.map[key] = *value;
    }
  }
  return state;
}

TEST(OracleAgainstSlowJudge, agrees_on_every_state_of_random_histories) {
  Chooser chooser(11);
  std::uint64_t legal_states = 0;
  for (int round = 0; round < 4000; ++round) {
    History history = draw_history(chooser);
    Promise promise = draw_promise(chooser, history);
    bool believes_readers = chooser.chance(50);
    Oracle oracle(history, believes_readers);
    oracle.expect(promise);
    SlowJudge slow(history, promise, believes_readers);
    for (std::uint32_t number = 0; number < states; ++number) {
      State state = state_of(number);
      bool legal = slow.is_legal(state.map);
      ASSERT_EQ(!oracle.judge(state.found).has_value(), legal)
          << show(history, promise) << "; state " << number
          << (believes_readers ? " believes" : "");
      if (legal) ++legal_states;
    }
  }
  // Neither a judge that takes all nor one that takes nothing would be much of a test.
  EXPECT_GT(legal_states, 4000U * 2);
  EXPECT_LT(legal_states, 4000U * states / 2);
}

// Goal: a state reveals of a failed step just what it leaves no doubt of. Method: as above, with
// each failed step in turn taken to be there, and to be absent.
TEST(OracleAgainstSlowJudge, agrees_on_what_a_state_reveals_of_failed_steps) {
  Chooser chooser(12);
  std::uint64_t revealed_steps = 0;
  for (int round = 0; round < 2000; ++round) {
    History history = draw_history(chooser);
    Promise promise = draw_promise(chooser, history);
    Oracle oracle(history, true);
    oracle.expect(promise);
    SlowJudge slow(history, promise, true);
    for (std::uint32_t step = 0; step < promise.finished; ++step) {
      bool in_doubt = history.steps[step].outcome == Outcome::failed &&
                      history.steps[step].seen_calls > promise.calls;
      for (std::uint32_t number = 0; in_doubt && number < states; ++number) {
        State state = state_of(number);
        bool there = slow.explains_with(state.map, step, true);
        bool absent = slow.explains_with(state.map, step, false);
        auto revealed = oracle.reveals(step, state.found);
        ASSERT_EQ(revealed.has_value(), there != absent) << show(history, promise);
        if (revealed) {
          ASSERT_EQ(*revealed, there) << show(history, promise);
          ++revealed_steps;
        }
      }
    }
  }
  EXPECT_GT(revealed_steps, 2000U);
}

}  // namespace
}  // namespace powercut
