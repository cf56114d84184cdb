// Goal: what is no map is tested as thoroughly as a map. Method: one small subject, right and with
// flaws of different kinds, each of which must be found, in different ways of making plans.
#include "powercut/harness/subject.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "harness/judge/recording.h"
#include "harness/plan/bounded_plans.h"
#include "harness/plan/subject_plan.h"
#include "harness/subject/subject_states.h"
#include "harness/subject/tally_file_test.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"
#include "powercut/harness/registry.h"

namespace powercut {
namespace {

// So much as takes a second or two.
CheckOptions little(std::vector<std::string> models = {"ext4", "process-kill"}) {
  return {.models = std::move(models), .worlds = 200, .plans = 60};
}

CheckOptions one_plan(const std::string& text) {
  CheckOptions options;
  options.models = {"ext4"};
  options.own_workloads.push_back(
      {.name = "own", .summary = {}, .plan = [text](std::uint64_t) { return *parse_plan(text); }});
  return options;
}

TEST(Subject, is_held_to_its_promise_and_keeps_it) {
  CheckResult result = check_store(store_of(tally_file(TallyFlaw::none)), little());
  EXPECT_TRUE(result.holds()) << result;
  EXPECT_GT(result.visited_states("ext4"), 100U);
}

TEST(Subject, that_loses_what_it_acknowledged_is_found) {
  for (auto flaw :
       {TallyFlaw::no_sync, TallyFlaw::no_sync_of_name, TallyFlaw::kept_in_memory,
        TallyFlaw::forgets_at_reopen, TallyFlaw::counts_crashes, TallyFlaw::shows_what_failed}) {
    CheckResult result =
        check_store(store_of(tally_file(flaw)), little({"synced-only", "process-kill"}));
    EXPECT_FALSE(result.holds()) << static_cast<int>(flaw);
  }
}

// Each half alone is as before or after; the whole is neither.
TEST(Subject, is_one_state_and_not_two_halves) {
  CheckResult result = check_store(store_of(tally_file(TallyFlaw::forgets_at_reopen)),
                                   one_plan("=apply(add%201),apply(add%202),reopen"));
  EXPECT_TRUE(result.found(FindingKind::invented)) << result;
}

TEST(Subject, that_says_two_things_is_told_in_one_line) {
  CheckResult result =
      check_store(store_of(tally_file(TallyFlaw::drifts)), one_plan("=apply(add%201)"));
  EXPECT_TRUE(result.found(FindingKind::inconsistent)) << result;
  EXPECT_THAT(result.text(), testing::HasSubstr("observe says the same twice"));
}

TEST(Subject, is_its_own_measure_without_a_model_and_held_to_one_if_there_is_one) {
  auto options = one_plan("=apply(add%203),apply(add%204),reopen");
  SubjectUnderTest wrong = tally_file(TallyFlaw::adds_twice);
  EXPECT_TRUE(check_store(store_of(wrong), options).holds());
  wrong.next = [](std::string_view state, std::string_view operation) {
    if (operation == "none") return std::string(state);
    std::uint64_t added = operation == "odd" ? 1 : std::stoull(std::string(operation.substr(4)));
    auto of = state.find(" of ");
    return std::to_string(std::stoull(std::string(state)) + added) + " of " +
           std::to_string(std::stoull(std::string(state.substr(of + 4))) + 1);
  };
  CheckResult result = check_store(store_of(wrong), options);
  EXPECT_TRUE(result.found(FindingKind::invented, "run")) << result;
}

TEST(Subject, may_hold_an_operation_that_failed_or_not_but_stays_so) {
  // Its call failed and was done all the same.
  EXPECT_TRUE(check_store(store_of(tally_file(TallyFlaw::none)),
                          one_plan("=fault:rename#2=io_failed+done|apply(add%201),reopen,"
                                   "apply(add%202),power,apply(add%203)"))
                  .holds());
}

TEST(Subject, finds_the_same_for_any_number_of_threads) {
  CheckOptions options = little({"synced-only"});
  std::string one = check_store(store_of(tally_file(TallyFlaw::no_sync)), options).text();
  options.jobs = 3;
  EXPECT_EQ(check_store(store_of(tally_file(TallyFlaw::no_sync)), options).text(), one);
}

TEST(Subject, is_swept_with_calls_that_fail) {
  CheckOptions options{.workloads = {"demo"}, .models = {"ext4"}, .with_errors = true};
  CheckResult result = check_store(store_of(tally_file(TallyFlaw::none)), options);
  EXPECT_TRUE(result.holds()) << result;
}

// Two operations in doubt that lead to the same state; one that finds nothing to do while another
// is in doubt.
TEST(Subject, that_refuses_after_an_error_is_not_accused) {
  for (const char* plan :
       {"=fault:sync_dir#2=io_failed|apply(add%203),apply(add%203),apply(odd)",
        "=fault:sync_dir#2=io_failed+done|apply(add%203),apply(clear),reopen",
        "=fault:sync_dir#2=io_failed|apply(add%203),apply(add%203),apply(clear)"}) {
    CheckResult result = check_store(store_of(tally_file(TallyFlaw::none)), one_plan(plan));
    EXPECT_TRUE(result.holds()) << plan << "\n" << result;
  }
}

TEST(Subject, keeps_the_promise_of_each_policy) {
  for (SyncPolicy policy : {SyncPolicy::everysec, SyncPolicy::never}) {
    SubjectUnderTest right = tally_file(TallyFlaw::none);
    right.policy = policy;
    CheckResult result = check_store(store_of(right), little());
    EXPECT_TRUE(result.holds()) << result;
    SubjectUnderTest wrong = tally_file(TallyFlaw::forgets_at_reopen);
    wrong.policy = policy;
    EXPECT_FALSE(check_store(store_of(wrong), little()).holds());
  }
}

TEST(Subject, has_not_begun_what_it_refused_without_a_call) {
  const auto plan = parse_plan("=fault:sync_dir#2=io_failed|apply(add%203),apply(add%205)");
  const Recording recording = record(store_of(tally_file(TallyFlaw::none)), *plan);
  ASSERT_EQ(recording.history.steps.size(), 1U);
  EXPECT_EQ(recording.history.steps[0].operation, 0U);
}

// A power cut takes acknowledged operations, and a failed one between them goes on in doubt.
TEST(Subject, lives_on_after_failed_and_lost_operations) {
  SubjectUnderTest never = tally_file(TallyFlaw::never_syncs);
  never.policy = SyncPolicy::never;
  for (int write = 2; write <= 5; ++write) {
    for (int lot = 1; lot <= 12; ++lot) {
      const std::string plan = fmt::format(
          "=fault:write#{}=io_failed|apply(add%201),apply(add%202),apply(add%204),apply(add%208),"
          "power({}),power,apply(add%2016)",
          write, lot);
      CheckOptions options = one_plan(plan);
      options.models = {"ext4-journal"};
      CheckResult result = check_store(store_of(never), options);
      EXPECT_TRUE(result.holds()) << result;
    }
  }
}

TEST(Subject, whose_operations_change_nothing_is_told_so) {
  SubjectUnderTest idle = tally_file(TallyFlaw::none);
  idle.operations = {"none", "odd"};
  CheckResult result = check_store(store_of(idle), one_plan("=apply(none)"));
  EXPECT_THAT(result.text(), testing::HasSubstr("no operation of tally changes its state"));
}

TEST(Subject, with_drawn_operations_alone_has_bounded_plans_of_them) {
  SubjectUnderTest drawn = tally_file(TallyFlaw::no_sync);
  drawn.operations.clear();
  drawn.draw = [](Chooser& chooser) { return "add " + std::to_string(chooser.between(1, 5)); };
  CheckOptions options{.models = {"synced-only"}, .worlds = 0, .plans = 60};
  EXPECT_FALSE(check_store(store_of(drawn), options).holds());
}

TEST(Subject, that_says_too_much_is_told_in_one_line) {
  SubjectUnderTest large = tally_file(TallyFlaw::large);
  CheckResult result = check_store(store_of(large), one_plan("=apply(add%201)"));
  EXPECT_TRUE(result.found(FindingKind::unreadable)) << result;
}

TEST(SubjectPlans, say_each_change_of_a_map_in_its_own_operations) {
  const StoreUnderTest store = store_of(tally_file(TallyFlaw::none));
  Plan plan =
      *parse_plan("=setup:set(a=1)|cut:set(a=1)|set(b=2),remove(b),batch(a=1;!b),get(a),kill");
  Plan said = plan_for(store, plan, Chooser(1));
  EXPECT_EQ(said.operations.size(), plan.operations.size());
  for (const auto* part : {&said.setup, &said.operations}) {
    for (const Operation& operation : *part) {
      EXPECT_EQ(operation.changes_state(), operation.kind == OperationKind::apply);
    }
  }
  EXPECT_EQ(said.interrupted->kind, OperationKind::compact);
  EXPECT_EQ(to_text(plan_for(store, plan, Chooser(1))), to_text(said));
  EXPECT_EQ(to_text(plan_for(store, said, Chooser(2))), to_text(said));
  EXPECT_EQ(parse_plan(to_text(said))->operations.size(), said.operations.size());
}

TEST(SubjectPlans, number_what_is_to_differ) {
  std::uint64_t next = 7;
  EXPECT_EQ(numbered("move # to #", next), "move 7 to 8");
  EXPECT_EQ(numbered("pop", next), "pop");
  EXPECT_EQ(next, 9U);
}

TEST(SubjectPlans, of_a_few_operations_are_all_made_and_each_once) {
  const StoreUnderTest store = store_of(tally_file(TallyFlaw::none));
  BoundedPlans plans(store, 2);
  std::set<std::string> texts;
  std::set<std::string> operations;
  for (std::uint64_t index = 0; index < plans.count(); ++index) {
    Plan plan = plans.plan(index);
    texts.insert(to_text(plan));
    for (const Operation& operation : plan.operations) {
      EXPECT_EQ(operation.changes_state(), operation.kind == OperationKind::apply);
      if (operation.kind == OperationKind::apply) operations.insert(*operation.changes[0].value);
    }
  }
  EXPECT_EQ(texts.size(), plans.count());
  EXPECT_THAT(operations, testing::IsSupersetOf({"add 1", "add 2", "none", "odd"}));
}

TEST(SubjectStates, are_those_of_a_disk_that_never_fails) {
  const StoreUnderTest store = store_of(tally_file(TallyFlaw::none));
  SubjectStates states(store);
  EXPECT_EQ(states.initial(), "0 of 0");
  EXPECT_EQ(states.after("0 of 0", "add 3"), "3 of 1");
  EXPECT_EQ(states.after("3 of 1", "odd"), "4 of 2");
  EXPECT_EQ(states.after("4 of 2", "odd"), "4 of 2");  // unsupported there
}

TEST(SubjectRegistry, takes_one_with_operations_only) {
  Registry registry;
  SubjectUnderTest subject = tally_file(TallyFlaw::none);
  subject.operations.clear();
  registry.add(store_of(subject));
  EXPECT_EQ(registry.problem(), "the subject 'tally' has no operations");
}

}  // namespace
}  // namespace powercut
