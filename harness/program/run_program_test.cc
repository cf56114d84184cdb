// Goal: whatever is registered, run_program() answers with one clear line, or with the exit code
// that it promises. Method: programs with registries of all kinds, as processes of their own.
#include "powercut/harness/run_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "engine/memory/memory_store.h"
#include "engine/snapshot/atomic_snapshot_store.h"
#include "harness/program/inputs/try_workloads.h"
#include "harness/program/verbs/commands.h"
#include "harness/watch/death_notice.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

StoreUnderTest sound_store(std::string name) {
  return {.name = std::move(name),
          .summary = "one file, replaced by rename",
          .open = [](Environment& environment) -> Result<std::unique_ptr<Store>> {
            auto opened = AtomicSnapshotStore::open(environment, "data.json");
            if (!opened.ok()) return opened.error();
            return std::unique_ptr<Store>(std::move(*opened));
          },
          .fails_under = {"posix-min"}};
}

class EndlessScan : public Store {
 public:
  Result<void> set(std::string_view, std::string_view) override { return {}; }
  Result<bool> get(std::string_view, std::string&) override { return false; }
  Result<bool> remove(std::string_view) override { return false; }
  Result<void> scan(const KeyRange&, const ScanVisitor& visit) override {
    while (true) visit("a", "1");
  }
};

Workload workload_of(std::string name, std::function<Plan(std::uint64_t)> plan) {
  return {.name = std::move(name), .summary = "", .plan = std::move(plan)};
}

[[noreturn]] void run_with(Registry registry, std::vector<std::string> words) {
  registry.program = "own-program";
  std::vector<char*> arguments;
  words.insert(words.begin(), "own-program");
  for (std::string& word : words) arguments.push_back(word.data());
  std::exit(run_program(static_cast<int>(arguments.size()), arguments.data(), std::move(registry)));
}

const std::vector<std::string> sweep_of_it = {"sweep", "--workload", "it", "--model", "in-order"};

testing::ExitedWithCode refuses() { return testing::ExitedWithCode(exit_wrong_usage); }

Registry with(Workload workload) {
  Registry registry;
  registry.add(sound_store("sound"));
  registry.add(std::move(workload));
  return registry;
}

TEST(run_program, runs_what_is_registered) {
  EXPECT_EXIT(
      run_with(with(workload_of("it", [](std::uint64_t) { return *parse_plan("=set(a=1)"); })),
               sweep_of_it),
      testing::ExitedWithCode(exit_as_expected), "");
}

TEST(run_program, refuses_two_of_one_name) {
  Registry stores;
  stores.add(sound_store("one"));
  stores.add(sound_store("one"));
  EXPECT_EQ(stores.problem(), "two stores are named 'one'");
  EXPECT_EQ(stores.stores().size(), 1U);
  EXPECT_EXIT(run_with(std::move(stores), {"list", "stores"}), refuses(),
              "^powercut: two stores are named 'one'\n$");
  Registry workloads;
  workloads.add(workload_of("demo", [](std::uint64_t) { return Plan{}; }));
  EXPECT_EQ(workloads.problem(), "two workloads are named 'demo'");
  Registry models;
  models.add(*find_persistence_model("ext4"));
  EXPECT_EQ(models.problem(), "two models are named 'ext4'");
}

TEST(run_program, refuses_names_that_no_id_could_hold) {
  for (const char* name : {"", "a/b", "=set(a=1)", "-v", "two words", "\n", "\xc3\xa4"}) {
    Registry registry;
    registry.add(sound_store(name));
    ASSERT_TRUE(registry.problem()) << name;
    EXPECT_THAT(*registry.problem(), testing::Not(testing::HasSubstr("\n")));
  }
}

// A sum that each operation makes greater, and that is kept nowhere.
class Sum : public Subject {
 public:
  Result<void> apply(std::string_view operation) override {
    if (operation == "add") ++sum_;
    return {};
  }
  Result<std::string> observe() override { return std::to_string(sum_); }

 private:
  int sum_ = 0;
};

Registry registry_with_sum(std::vector<std::string> operations) {
  Registry registry;
  registry.add(sound_store("map"));
  registry.add(store_of({.name = "sum",
                         .summary = {},
                         .open = [](Environment&) -> Result<std::unique_ptr<Subject>> {
                           return std::unique_ptr<Subject>(std::make_unique<Sum>());
                         },
                         .operations = std::move(operations)}));
  return registry;
}

TEST(run_program, refuses_plans_that_do_not_suit_a_store) {
  auto swept = [](const char* store, const char* plan) {
    return run_with(registry_with_sum({"add"}), {"sweep", "--store", store, "--workload", plan});
  };
  EXPECT_EXIT(
      swept("sum", "=set(a=1)"), refuses(),
      "^powercut: the plan has set\\(...\\), and 'sum' is a subject: apply\\(OPERATION\\)\n$");
  EXPECT_EXIT(
      swept("map", "=apply(add)"), refuses(),
      "^powercut: the plan has apply\\(...\\), and 'map' is a map: set, remove or batch\n$");
  EXPECT_EXIT(run_with(registry_with_sum({"nothing"}), {"sweep", "--store", "sum"}), refuses(),
              "^powercut: no operation of the subject 'sum' changes its state\n$");
}

TEST(run_program, refuses_what_has_no_function) {
  Registry registry;
  StoreUnderTest store;
  store.name = "empty";
  registry.add(store);
  EXPECT_EQ(registry.problem(), "the store 'empty' has no function that opens it");
  Registry other;
  other.add(Workload{.name = "empty", .summary = "", .plan = nullptr});
  EXPECT_EQ(other.problem(), "the workload 'empty' has no function that makes its plan");
}

TEST(run_program, refuses_a_workload_that_throws_or_never_ends) {
  auto throwing = [](std::uint64_t) -> Plan { throw std::runtime_error("no plan today"); };
  EXPECT_EXIT(run_with(with(workload_of("it", throwing)), sweep_of_it), refuses(),
              "^powercut: the workload 'it' throws: no plan today\n$");
  auto endless = [](std::uint64_t) {
    Plan plan;
    plan.operations.resize(plan_operations_max + 1, get_operation("a"));
    return plan;
  };
  EXPECT_EXIT(run_with(with(workload_of("it", endless)), sweep_of_it), refuses(),
              "^powercut: the workload 'it' makes a plan of 100001 operations, 100000 at most\n$");
}

TEST(run_program, names_the_state_in_which_a_store_throws) {
  struct sigaction present = {};
  sigaction(SIGSEGV, nullptr, &present);
  if (present.sa_handler != SIG_DFL) GTEST_SKIP() << "a sanitizer tells it";
  Registry registry;
  StoreUnderTest store = sound_store("throwing");
  store.open = [](Environment&) -> Result<std::unique_ptr<Store>> {
    throw std::runtime_error("no");
  };
  registry.add(store);
  EXPECT_EXIT(run_with(std::move(registry), {"sweep", "--workload", "demo"}),
              testing::ExitedWithCode(exit_store_died),
              "see it again: own-program replay 'throwing/demo/run/1/run'");
}

// A visitor of the tester's throws through the store.
TEST(run_program, goes_on_with_a_store_whose_scan_never_ends) {
  Registry registry;
  registry.add({.name = "endless",
                .summary = "",
                .open = [](Environment&) -> Result<std::unique_ptr<Store>> {
                  return std::unique_ptr<Store>(new EndlessScan);
                }});
  EXPECT_EXIT(run_with(std::move(registry), {"sweep", "--workload", "demo"}),
              testing::ExitedWithCode(exit_not_as_expected), "");
}

TEST(run_program, says_how_its_own_program_is_called) {
  Registry registry;
  registry.add(sound_store("sound"));
  EXPECT_EXIT(run_with(std::move(registry), {"sweep", "--store", "other"}), refuses(),
              "^powercut: no store is named 'other'; see: own-program list stores\n$");
}

// Goal: models of the registry count as those of a file do. Method: one that goes round in a
// circle.
TEST(Registry, knows_models_that_were_added) {
  Registry registry;
  PersistenceModel one = *find_persistence_model("ext4");
  one.aliases.clear();
  one.name = "one";
  one.within = {"other"};
  PersistenceModel other = one;
  other.name = "other";
  other.within = {"one"};
  registry.add(one);
  registry.add(other);
  EXPECT_EQ(registry.problem(), std::nullopt);
  EXPECT_TRUE(registry.models().is_within(one, other));
  EXPECT_FALSE(registry.models().is_within(one, *find_persistence_model("xfs")));
  // Each of thirty is within all before it: a walk along every way would not end.
  for (int number = 0; number < 30; ++number) {
    one.name = "m" + std::to_string(number);
    one.within.clear();
    for (int before = 0; before < number; ++before) {
      one.within.push_back("m" + std::to_string(before));
    }
    registry.add(one);
  }
  EXPECT_FALSE(registry.models().is_within(one, *find_persistence_model("xfs")));
  EXPECT_TRUE(registry.models().is_within(one, *registry.find_model("m0")));
  StoreUnderTest store = sound_store("sound");
  store.fails_under = {"one"};
  EXPECT_TRUE(registry.expects_failure(store, "other", false));
  EXPECT_FALSE(registry.expects_failure(store, "xfs", false));
  EXPECT_EQ(registry.find_model("one")->name, "one");
}

}  // namespace
}  // namespace powercut
