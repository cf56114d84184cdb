// Goal: the stores, workloads and models that the program knows by name are sound. Method: every
// store and every workload.
#include <gtest/gtest.h>

#include <set>
#include <type_traits>

#include "engine/mutants.h"
#include "harness/catalog/catalog.h"
#include "harness/workloads/mixes.h"
#include "powercut/harness/finding.h"
#include "powercut/harness/plan_text.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {
namespace {

std::string text_of(const Plan& plan) {
  std::string text;
  for (const auto* operations : {&plan.setup, &plan.operations}) {
    for (const Operation& operation : *operations) text += describe(operation) + "\n";
  }
  return text;
}

// Goal: the normal build carries no trace of the seeded bugs: the switch is empty, and the compiler
// decides every question to it.
TEST(stores, are_without_seeded_bugs_in_the_normal_build) {
  static_assert(std::is_empty_v<MutantSwitch>);
  static_assert(!MutantSwitch::is(Mutant::ack_before_sync));
  for (const StoreUnderTest& store : our_registry().stores()) {
    EXPECT_EQ(store.name.find('~'), std::string::npos) << store.name;
  }
  EXPECT_EQ(find_store("log~ack-before-sync"), nullptr);
}

TEST(stores, have_names_that_fit_into_the_id_of_a_finding) {
  std::set<std::string> names;
  for (const StoreUnderTest& store : our_registry().stores()) {
    EXPECT_TRUE(names.insert(store.name).second) << store.name << " twice";
    EXPECT_EQ(store.name.find_first_of("/ '"), std::string::npos);
    EXPECT_NE(store.summary, "");
    EXPECT_EQ(find_store(store.name), &store);
  }
  for (const Workload& workload : our_registry().workloads()) {
    EXPECT_TRUE(names.insert(workload.name).second) << workload.name << " twice";
    EXPECT_EQ(workload.name.find_first_of("/ '"), std::string::npos);
    EXPECT_NE(workload.summary, "");
    EXPECT_EQ(find_workload(workload.name), &workload);
  }
  EXPECT_EQ(find_store("no such"), nullptr);
  EXPECT_EQ(find_workload("no such"), nullptr);
}

TEST(workloads, are_a_function_of_the_seed) {
  for (const Workload& workload : our_registry().workloads()) {
    EXPECT_EQ(text_of(workload.plan(7)), text_of(workload.plan(7))) << workload.name;
    EXPECT_FALSE(workload.plan(7).operations.empty()) << workload.name;
    for (const Operation& operation : workload.plan(7).setup) {
      EXPECT_TRUE(operation.changes_state()) << workload.name;
    }
  }
  EXPECT_NE(text_of(find_workload("mixed-uniform")->plan(1)),
            text_of(find_workload("mixed-uniform")->plan(2)));
}

// Goal: a seed draws the same with every compiler, or ids mean nothing elsewhere. Method: a plan
// that was drawn once.
TEST(workloads, are_the_same_function_with_every_compiler) {
  EXPECT_EQ(to_text(draw({.operations = 4, .batches = 40}, 1)),
            "=set(key11=v1t*14),set(key9=v2ccccc),"
            "batch(key10=v3;!key11;key0=v4b*14;key8=v5i*13),set(key11=v6bbbbb)");
}

// Goal: the workloads together do everything that a store can do.
TEST(workloads, leave_no_kind_of_operation_out) {
  std::set<OperationKind> kinds;
  for (const Workload& workload : our_registry().workloads()) {
    for (const Operation& operation : workload.plan(1).operations) kinds.insert(operation.kind);
  }
  EXPECT_EQ(kinds.size(), 10U);
}

TEST(workloads, hold_empty_and_binary_bytes_and_records_inside_values) {
  std::string text = text_of(find_workload("awkward-bytes")->plan(1));
  EXPECT_NE(text.find("set \"\" = "), std::string::npos);
  EXPECT_NE(text.find(" = \"\"\n"), std::string::npos);
  EXPECT_NE(text.find("\\xff"), std::string::npos);
  EXPECT_NE(text.find("plainforged"), std::string::npos);
  EXPECT_NE(text.find(" bytes)"), std::string::npos) << "one longer than a page";
}

}  // namespace
}  // namespace powercut
