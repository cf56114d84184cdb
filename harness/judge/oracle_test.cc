// Goal: legal states are accepted, and each illegal one is named for what it is. Method: tables of
// hand-made histories and states, in the language of history_text_test.h.
#include "powercut/harness/oracle.h"

#include <gmock/gmock.h>

#include "harness/judge/history_text_test.h"

namespace powercut {
namespace {

struct Case {
  const char* history;
  const char* found;
  const char* verdict;  // "legal", or the kind and the key that is blamed
};

std::string verdict_on(const Case& tried, std::uint32_t must, bool believes_readers) {
  History history = history_of_text(tried.history);
  Oracle oracle(history, believes_readers);
  oracle.expect(promise_at_end(history, must));
  auto violation = oracle.judge(found_of_text(history.keys, tried.found));
  if (!violation) return "legal";
  EXPECT_NE(violation->expected, "");
  EXPECT_NE(violation->found, "");
  std::string text(name_of(violation->kind));
  return violation->key ? text + " " + *violation->key : text;
}

// All that finished must be there: policy always, or a process kill.
void expect_under_always(std::initializer_list<Case> cases) {
  for (const Case& tried : cases) {
    History history = history_of_text(tried.history);
    std::uint32_t all = promise_at_end(history, 0).finished;
    EXPECT_EQ(verdict_on(tried, all, true), tried.verdict)
        << "history " << tried.history << ", found " << tried.found;
  }
}

// The first `must` steps must be there, and no reader is believed: everysec, never.
void expect_prefixes(std::uint32_t must, std::initializer_list<Case> cases) {
  for (const Case& tried : cases) {
    EXPECT_EQ(verdict_on(tried, must, false), tried.verdict)
        << "history " << tried.history << ", found " << tried.found;
  }
}

TEST(Oracle, holds_every_acknowledged_change_to_be_there) {
  expect_under_always({
      {"", "", "legal"},
      {"", "a=1", "invented a"},
      {"a=1", "a=1", "legal"},
      {"a=1", "", "lost a"},
      {"a=1", "a=2", "invented a"},
      {"a=1", "a=1 b=1", "invented b"},
      {"a=1 b=1", "a=1", "lost b"},
      {"a=1 a=2", "a=2", "legal"},
      {"a=1 a=2", "a=1", "lost a"},
      {"a=1 a=2", "", "lost a"},
      {"a=1 a-", "", "legal"},
      {"a=1 a-", "a=1", "undone a"},
      {"a=1 a-", "a=2", "invented a"},
      {"a=1 a- a=2", "a=2", "legal"},
      {"a=1 a- a=2", "a=1", "lost a"},
      {"a=1 b=1 a-", "b=1", "legal"},
      {"=a=0", "a=0", "legal"},
      {"=a=0", "", "lost a"},
      {"=a=0 a-", "a=0", "undone a"},
      {"=a=0 a=1", "a=0", "lost a"},
      {"a= b=1", "a= b=1", "legal"},
      {"a= b=1", "b=1", "lost a"},
  });
}

TEST(Oracle, lets_the_change_under_way_be_there_or_not) {
  expect_under_always({
      {"a=1 ?a=2", "a=1", "legal"},
      {"a=1 ?a=2", "a=2", "legal"},
      {"a=1 ?a=2", "", "lost a"},
      {"a=1 ?a=2", "a=3", "invented a"},
      {"a=1 ?a-", "", "legal"},
      {"a=1 ?a-", "a=1", "legal"},
      {"a=1 ?b=1", "b=1", "lost a"},
      {"a=1 b=1 b- ?a-", "b=1", "undone b"},
      {"a=1 ?{a=2,b=2}", "a=1", "legal"},
      {"a=1 ?{a=2,b=2}", "a=2 b=2", "legal"},
      {"a=1 ?{a=2,b=2}", "a=2", "torn"},
      {"a=1 ?{a=2,b=2}", "a=1 b=2", "torn"},
      {"a=1 ?{a-,b=2}", "", "torn"},
      {"a=1 ?{a-,b=2}", "b=2", "legal"},
  });
}

TEST(Oracle, takes_batches_all_or_not_at_all) {
  expect_under_always({
      {"{a=1,b=1}", "a=1 b=1", "legal"},
      {"{a=1,b=1}", "a=1", "lost b"},
      {"{a=1,b=1}", "", "lost a"},
      {"a=1 {a=2,b-,c=2}", "a=2 c=2", "legal"},
      {"a=1 b=1 {a=2,b-,c=2}", "a=2 b=1 c=2", "undone b"},
      {"!{a=1,b=1}", "", "legal"},
      {"!{a=1,b=1}", "a=1 b=1", "legal"},
      {"!{a=1,b=1}", "b=1", "torn"},
      {"!{a=1,b=1} a=2", "a=2", "legal"},
      {"!{a=1,b=1} a=2", "a=2 b=1", "legal"},
      {"!{a=1,b=1} a=2", "a=1 b=1", "lost a"},
      {"!{a=1,b=1} !{a=2,c=2}", "a=2 b=1 c=2", "legal"},
      {"!{a=1,b=1} !{a=2,c=2}", "a=2 b=1", "torn"},
      {"!{a=1,b=1} !{a=2,c=2}", "a=1 b=1 c=2", "torn"},
      // Each key has two explanations, and only together they contradict each other.
      {"!{a=1,b=1} !{a=1,c=1}", "a=1 b=1", "legal"},
      {"!{a=1,b=1} !{a=1,c=1}", "a=1 c=1", "legal"},
      {"!{a=1,b=1} !{a=1,c=1}", "a=1", "torn"},
      {"!{a=1,b=1} !{b-,c=1} !{c-,d=1}", "a=1 d=1", "legal"},
      {"!{a=1,b=1} !{b-,c=1} !{b=1,d=1}", "a=1 c=1", "legal"},
      {"!{a=1,b=1} !{b-,c=1} !{c=2,d=1}", "b=1 c=1", "torn"},
  });
}

TEST(Oracle, lets_a_failed_change_be_there_or_not_until_somebody_has_looked) {
  expect_under_always({
      {"a=1 !a=2", "a=1", "legal"},
      {"a=1 !a=2", "a=2", "legal"},
      {"a=1 !a=2", "", "lost a"},
      {"a=1 !a-", "", "legal"},
      {"a=1 !a=2 !a=3", "a=2", "legal"},
      {"a=1 !a=2 a=3", "a=2", "lost a"},
      {"a=1 !a=2 b=1", "a=2", "lost b"},
      {"a=1 !a=2@there", "a=2", "legal"},
      {"a=1 !a=2@there", "a=1", "lost a"},
      {"a=1 !a=2@absent", "a=1", "legal"},
      {"a=1 !a=2@absent", "a=2", "lost a"},
      {"a=1 !a-@there", "a=1", "undone a"},
      {"a=1 !a-@absent", "", "lost a"},
      {"!{a=1,b=1}@there", "a=1", "lost b"},
      {"!{a=1,b=1}@absent a=2", "a=2 b=1", "undone b"},
      {"a=1 !a=2@there !a=3", "a=3", "legal"},
      {"a=1 !a=2@there !a=3", "a=2", "legal"},
      {"a=1 !a=2@there !a=3", "a=1", "lost a"},
  });
}

TEST(Oracle, wants_a_prefix_where_not_everything_must_survive) {
  expect_prefixes(0, {
                         {"a=1 b=1 a=2", "", "legal"},
                         {"a=1 b=1 a=2", "a=1", "legal"},
                         {"a=1 b=1 a=2", "a=1 b=1", "legal"},
                         {"a=1 b=1 a=2", "a=2 b=1", "legal"},
                         {"a=1 b=1 a=2", "b=1", "hole"},
                         {"a=1 b=1 a=2", "a=2", "hole"},
                         {"a=1 b=1 c=1", "a=1 c=1", "hole"},
                         {"a=1 b=1 a=2", "a=3", "invented a"},
                         {"a=1 b=1 b-", "b=1", "hole"},
                         {"a=1 b=1 b-", "a=1 b=1", "legal"},
                         {"a=1 {a=2,b=2} c=3", "a=2 b=2", "legal"},
                         {"a=1 {a=2,b=2} c=3", "a=2", "torn"},
                         {"a=1 {a=2,b=2} c=3", "a=1 b=2", "torn"},
                         {"a=1 {a=2,b=2} c=3", "a=1 b=2 c=3", "hole"},
                         {"a=1 ?b=2", "b=2", "hole"},
                         {"a=1 ?b=2", "a=1 b=2", "legal"},
                         {"a=1 ?b=2", "", "legal"},
                         {"a=1 !b=2 c=3", "a=1 b=2", "legal"},
                         {"a=1 !b=2 c=3", "b=2", "hole"},
                         {"a=1 !b=2 c=3", "a=1 c=3", "legal"},
                         {"=a=0 a=1 b=1", "a=0", "legal"},
                         {"=a=0 a=1 b=1", "", "lost a"},
                     });
}

TEST(Oracle, cuts_no_prefix_shorter_than_what_must_survive) {
  expect_prefixes(2, {
                         {"a=1 b=1 a=2", "a=1 b=1", "legal"},
                         {"a=1 b=1 a=2", "a=2 b=1", "legal"},
                         {"a=1 b=1 a=2", "a=1", "lost b"},
                         {"a=1 b=1 a=2", "", "lost a"},
                         {"a=1 a- a=2", "", "legal"},
                         {"a=1 a- a=2", "a=1", "lost a"},
                         {"a=1 a- b=1", "a=1", "undone a"},
                     });
}

// Goal: under everysec and never a reader's look binds nobody, for a power loss may take back what
// was seen.
TEST(Oracle, believes_readers_only_where_their_look_binds) {
  expect_prefixes(1, {
                         {"a=1 !a=2@there", "a=1", "legal"},
                         {"a=1 !a=2@absent", "a=2", "legal"},
                     });
}

TEST(Oracle, says_which_values_it_would_have_taken) {
  History history = history_of_text("a=1 !a=2 ?a-");
  Oracle oracle(history, true);
  oracle.expect(promise_at_end(history, 2));
  auto violation = oracle.judge(found_of_text(history.keys, "a=9"));
  ASSERT_TRUE(violation.has_value());
  EXPECT_EQ(violation->expected, R"(absent or "2" or "1")");
  EXPECT_EQ(violation->found, R"("9")");
}

// Goal: a sweep walks forward through the promises, and the oracle with it. Method: each promise of
// a history in turn on one oracle, against a fresh oracle for each; then one step backwards.
TEST(Oracle, expects_the_same_whether_it_walked_there_or_began_there) {
  for (const char* text : {"a=1 b=1 a=2 b- {a=3,b=3} a-", "a=1 !b=1 a=2 !b=2@there {a=3,b=3}"}) {
    History history = history_of_text(text);
    Oracle walking(history, true);
    auto expect_equal_at = [&](std::uint32_t steps) {
      Promise promise{.calls = steps, .must = steps, .finished = steps, .invoked = steps};
      Oracle fresh(history, true);
      walking.expect(promise);
      fresh.expect(promise);
      for (std::uint32_t key = 0; key < history.keys.size(); ++key) {
        EXPECT_EQ(walking.expected(key), fresh.expected(key)) << text << " after " << steps;
      }
    };
    for (std::uint32_t steps = 0; steps <= history.steps.size(); ++steps) expect_equal_at(steps);
    expect_equal_at(2);
  }
}

TEST(Oracle, judges_one_key_of_a_live_store_against_all_that_finished) {
  History history = history_of_text("a=1 a=2 !b=1 b- !c=1");
  Oracle oracle(history, true);
  oracle.expect(promise_at_end(history, 5));
  auto kind_of = [&](std::uint32_t key, const FoundValue& found) {
    auto violation = oracle.judge_key(key, found);
    return violation ? std::string(name_of(violation->kind)) : "legal";
  };
  EXPECT_EQ(kind_of(0, {true, "2"}), "legal");
  EXPECT_EQ(kind_of(0, {true, "1"}), "lost");
  EXPECT_EQ(kind_of(1, {true, "1"}), "undone");
  EXPECT_EQ(kind_of(2, {true, "1"}), "legal");
  EXPECT_EQ(kind_of(2, {false, ""}), "legal");
  EXPECT_EQ(kind_of(3, {true, "1"}), "invented");
}

// Goal: a state tells that a failed step is there only if nothing else can explain it. Regression:
// the first key of a batch once decided alone, and a removal of an absent key counted as seen.
TEST(Oracle, reveals_a_failed_step_only_where_the_state_leaves_no_doubt) {
  auto revealed = [](const char* text, std::uint32_t step, const char* found) -> std::string {
    History history = history_of_text(text);
    Oracle oracle(history, true);
    oracle.expect(promise_at_end(history, 0));
    auto there = oracle.reveals(step, found_of_text(history.keys, found));
    return !there ? "in doubt" : *there ? "there" : "absent";
  };
  EXPECT_EQ(revealed("a=1 !a=2", 1, "a=2"), "there");
  EXPECT_EQ(revealed("a=1 !a=2", 1, "a=1"), "absent");
  EXPECT_EQ(revealed("a=1 !a=1", 1, "a=1"), "in doubt");
  EXPECT_EQ(revealed("!a-", 0, ""), "in doubt");
  EXPECT_EQ(revealed("b=1 !{a-,b=2}", 1, "b=1"), "absent");
  EXPECT_EQ(revealed("b=1 !{a-,b=2}", 1, "b=2"), "there");
  EXPECT_EQ(revealed("!a=1 a=2", 0, "a=2"), "in doubt");
  EXPECT_EQ(revealed("!a=1 !a=1", 1, "a=1"), "in doubt");
  EXPECT_EQ(revealed("!{a=1,b=1} !{a=1,c=1}", 0, "a=1 c=1"), "absent");
}

}  // namespace
}  // namespace powercut
