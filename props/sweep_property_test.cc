// Random workloads, swept: the stores that claim to hold do, in every state, also where any one of
// their calls fails.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/catalog/catalog.h"
#include "harness/explore/explore_runs.h"
#include "harness/run/call_faults.h"
#include "powercut/harness/sweep.h"
#include "props/any_plan.h"
#include "props/falsified.h"

namespace powercut {

namespace {

using Models = std::vector<const PersistenceModel*>;

// Two of the models: over all cases each has its turn.
Models any_models() {
  Models all = persistence_models();
  return *rc::gen::container<Models>(2, rc::gen::elementOf(all));
}

// Everything that is wrong with the run and with its states under the models, as text.
std::string broken_promises(std::string_view store_name, const Plan& plan,
                            const std::optional<FaultRule>& rule, const Models& models,
                            bool is_control = false) {
  const StoreUnderTest& store = *find_store(store_name);
  std::vector<FaultRule> rules;
  if (rule) rules.push_back(*rule);
  Recording recording = record(store, plan, rules);
  RunToTest subject{.store = store, .workload = "random", .seed = 0, .rule = rule};
  Outcomes outcomes = outcomes_of_run(subject, plan, recording);
  for (const PersistenceModel* model : models) {
    bool is_beyond_it = our_registry().expects_failure(store, model->name, rule.has_value());
    if (is_beyond_it && !is_control) continue;
    outcomes.add(explore(subject, plan, recording, *model, {.budget = 128}));
  }
  std::string text;
  for (const Finding& finding : outcomes.findings) {
    text += std::string(name_of(finding.violation.kind)) + " at " + to_text(finding.place) + ", " +
            finding.operation + ": expected " + finding.violation.expected + ", found " +
            finding.violation.found + "\n";
  }
  return text;
}

// A fault that will strike: any call of the run, failing in any way.
FaultRule any_fault_of(std::string_view store_name, const Plan& plan) {
  auto seen = record(*find_store(store_name), plan).seen;
  RC_PRE(!seen.empty());
  auto chosen = *rc::gen::inRange<std::size_t>(0, seen.size());
  std::uint64_t nth = 0;
  for (std::size_t index = 0; index <= chosen; ++index) {
    if (seen[index].kind == seen[chosen].kind) ++nth;
  }
  auto ways = faults_of(seen[chosen].kind, nth, seen[chosen].bytes);
  return ways[*rc::gen::inRange<std::size_t>(0, ways.size())];
}

std::string any_store_that_holds() {
  return *rc::gen::elementOf(
      std::vector<std::string>{"log", "log-everysec", "log-never", "atomic-snapshot"});
}

RC_GTEST_PROP(SweepProperty, stores_that_hold_keep_their_promise_in_every_state_of_any_workload,
              ()) {
  auto store = any_store_that_holds();
  auto plan = *rc::any_plan();
  auto broken = broken_promises(store, plan, std::nullopt, any_models());
  RC_LOG() << store << "\n" << broken;
  RC_ASSERT(broken.empty());
}

RC_GTEST_PROP(SweepProperty, and_so_they_do_when_any_one_call_fails, ()) {
  auto store = any_store_that_holds();
  auto plan = *rc::any_plan();
  auto rule = any_fault_of(store, plan);
  auto broken = broken_promises(store, plan, rule, any_models());
  RC_LOG() << store << " " << to_text(rule) << "\n" << broken;
  RC_ASSERT(broken.empty());
}

// Canary: the same property, of stores that must not have it.
TEST(SweepPropertyCanary, finds_a_workload_that_breaks_each_control) {
  for (std::string_view store : {"memory", "snapshot", "log-no-sync-dir"}) {
    EXPECT_TRUE(is_falsified([&] {
      auto plan = *rc::any_plan();
      RC_ASSERT(broken_promises(store, plan, std::nullopt, any_models(), true).empty());
    })) << store;
  }
}

// Canary: the same with faults, of the store that rewrites its file in place.
TEST(SweepPropertyCanary, finds_the_fault_that_a_careless_store_does_not_survive) {
  EXPECT_TRUE(is_falsified([] {
    auto plan = *rc::any_plan();
    auto rule = any_fault_of("snapshot", plan);
    RC_ASSERT(broken_promises("snapshot", plan, rule, any_models(), true).empty());
  }));
}

}  // namespace

}  // namespace powercut
