// Goal: each number of steps comes before each way to end a life, and sizes come again in later
// lives. Method: the worlds of many seeds.
#include "harness/lifetimes/staged_world.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

bool ends_a_life(const Operation& operation) {
  return operation.kind == OperationKind::reopen || operation.kind == OperationKind::kill ||
         operation.kind == OperationKind::power || operation.kind == OperationKind::damage;
}

TEST(StagedWorld, ends_lives_in_each_way_after_each_number_of_steps) {
  std::map<OperationKind, std::set<int>> steps_before;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    Chooser chooser(seed);
    int steps = 0;
    for (const Operation& operation : draw_staged_world({}, chooser).operations) {
      if (ends_a_life(operation)) steps_before[operation.kind].insert(steps);
      steps = operation.kind == OperationKind::step ? steps + 1 : 0;
    }
  }
  EXPECT_EQ(steps_before.size(), 4U);
  for (const auto& [kind, steps] : steps_before) EXPECT_GE(steps.size(), 10U);
}

TEST(StagedWorld, has_values_of_a_few_sizes) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Chooser chooser(seed);
    std::set<std::size_t> sizes;
    const Plan world = draw_staged_world({.edges = {4096}}, chooser);
    for (const Operation& operation : world.operations) {
      for (const Change& change : operation.changes) {
        if (change.value) sizes.insert(change.value->size());
      }
    }
    EXPECT_LE(sizes.size(), 5U) << to_text(world);  // three, and numbers that are longer
  }
}

TEST(StagedWorld, damages_nothing_where_no_world_is_to) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Chooser chooser(seed);
    for (const Operation& operation :
         draw_staged_world({.worlds_with_damage = 0}, chooser).operations) {
      EXPECT_NE(operation.kind, OperationKind::damage);
    }
  }
}

}  // namespace
}  // namespace powercut
