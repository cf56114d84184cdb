// Goal: both sides of a limit are reached, in few worlds, and other worlds stay as they were.
#include "harness/lifetimes/limit_changes.h"

#include <gtest/gtest.h>

#include <set>

#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

TEST(LimitChanges, reach_both_sides_in_a_few_worlds) {
  std::set<std::size_t> keys;
  std::set<std::size_t> values;
  int worlds = 0;
  for (std::uint64_t seed = 1; seed <= 8000; ++seed) {
    Chooser chooser(seed);
    Chooser same = chooser;
    const Plan plain = draw_world({}, chooser);
    const Plan world = draw_world({.key_bytes_max = 10'000, .value_bytes_max = 20'000}, same);
    EXPECT_EQ(chooser.next(), same.next());
    if (to_text(world) == to_text(plain)) continue;
    ++worlds;
    for (const Operation& operation : world.operations) {
      for (const Change& change : operation.changes) {
        if (change.key.size() > 9000) keys.insert(change.key.size());
        const std::size_t bytes = change.value ? change.value->size() : 0;
        if (bytes > 19'000 && bytes < 30'000) values.insert(bytes);
      }
    }
  }
  EXPECT_EQ(keys, (std::set<std::size_t>{9999, 10'000, 10'001}));
  EXPECT_EQ(values, (std::set<std::size_t>{19'999, 20'000, 20'001}));
  EXPECT_GT(worlds, 20);
  EXPECT_LT(worlds, 160);
}

}  // namespace
}  // namespace powercut
