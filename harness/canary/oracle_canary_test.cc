// Goal: an oracle that is wrong is noticed. Method: the right engine, judged by an oracle that
// expects too much, must fail; judged by the right one, it holds.
#include <gtest/gtest.h>

#include "harness/catalog/catalog.h"
#include "harness/explore/explore_runs.h"
#include "powercut/harness/check_store.h"

namespace powercut {
namespace {

StoreUnderTest judged_as(const char* name, SyncPolicy policy) {
  StoreUnderTest store = *find_store(name);
  store.policy = policy;
  return store;
}

// All states of a recording, under a model.
Outcomes judged(const Recording& recording, const Plan& plan, const char* model) {
  return explore({*find_store("log"), "demo", 1}, plan, recording, *find_persistence_model(model));
}

TEST(OracleCanary, one_that_takes_never_for_always_fails_the_right_log) {
  CheckOptions options{.workloads = {"demo", "deletes"}};
  CheckResult wrong = check_store(judged_as("log-never", SyncPolicy::always), options);
  EXPECT_TRUE(wrong.found(FindingKind::lost, "synced-only"));
  EXPECT_TRUE(wrong.found(FindingKind::undone, "synced-only"));
  EXPECT_EQ(wrong.failed_states("in-order"), 0U);
  EXPECT_EQ(wrong.failed_states("process-kill"), 0U);
  EXPECT_TRUE(check_store(judged_as("log-never", SyncPolicy::never), options).holds());
}

TEST(OracleCanary, one_that_gives_everysec_no_second_fails_the_right_log) {
  CheckOptions options{.workloads = {"idle"}};
  CheckResult wrong = check_store(judged_as("log-everysec", SyncPolicy::always), options);
  EXPECT_TRUE(wrong.found(FindingKind::lost, "synced-only"));
  EXPECT_TRUE(check_store(judged_as("log-everysec", SyncPolicy::everysec), options).holds());
}

TEST(OracleCanary, one_that_takes_never_for_everysec_fails_the_right_log) {
  CheckResult wrong =
      check_store(judged_as("log-never", SyncPolicy::everysec), {.workloads = {"idle"}});
  EXPECT_TRUE(wrong.found(FindingKind::lost, "synced-only"));
}

// Goal: an acknowledgement counts from the moment it is given, not before. Method: the history of a
// right run, with every answer dated back to its question.
TEST(OracleCanary, one_that_takes_a_question_for_the_answer_fails_the_right_log) {
  Plan plan = find_workload("demo")->plan(1);
  Recording recording = record(*find_store("log"), plan);
  EXPECT_EQ(judged(recording, plan, "in-order").tally.failed, 0U);
  for (Step& step : recording.history.steps) step.finished_calls = step.invoked_calls;
  Outcomes wrong = judged(recording, plan, "in-order");
  EXPECT_GT(wrong.tally.count(FindingKind::lost), 0U);
  EXPECT_GT(wrong.tally.count(FindingKind::undone), 0U);
}

// Goal: a change that failed may be absent. Method: a run whose disk is full once, and a history
// that says the store had taken everything.
TEST(OracleCanary, one_that_wants_failed_changes_to_be_there_fails_the_right_log) {
  Plan plan = find_workload("demo")->plan(1);
  Recording recording = record(*find_store("log"), plan, {*parse_fault_rule("write#2=no_space")});
  ASSERT_EQ(recording.history.steps[1].outcome, Outcome::failed);
  EXPECT_EQ(judged(recording, plan, "in-order").tally.failed, 0U);
  for (Step& step : recording.history.steps) step.outcome = Outcome::acknowledged;
  EXPECT_GT(judged(recording, plan, "in-order").tally.count(FindingKind::lost), 0U);
}

// Goal: the change under way may be there. Method: a history that has forgotten the last step.
TEST(OracleCanary, one_that_knows_nothing_of_the_change_under_way_calls_it_invented) {
  Plan plan{.operations = {set_operation("name", "Ada"), set_operation("name", "Grace")}};
  Recording recording = record(*find_store("log"), plan);
  EXPECT_EQ(judged(recording, plan, "in-order").tally.failed, 0U);
  recording.history.steps.pop_back();
  EXPECT_GT(judged(recording, plan, "in-order").tally.count(FindingKind::invented), 0U);
}

}  // namespace
}  // namespace powercut
