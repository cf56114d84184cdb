#include "harness/lifetimes/drawn_faults.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace powercut {
namespace {

const std::vector<SeenCall> calls{
    {CallKind::open, 0},  {CallKind::write, 100}, {CallKind::sync, 0},  {CallKind::read, 30},
    {CallKind::write, 7}, {CallKind::write, 1},   {CallKind::rename, 0}};

std::uint64_t count_of(CallKind kind) {
  return static_cast<std::uint64_t>(std::ranges::count(calls, kind, &SeenCall::kind));
}

// Goal: each fault meets a call that was made, and a part is one of its bytes, every one in turn.
TEST(DrawnFaults, meet_calls_that_were_made) {
  std::set<CallKind> kinds;
  std::set<std::uint64_t> parts;
  Chooser chooser(1);
  for (int world = 0; world < 3000; ++world) {
    for (const FaultRule& rule : draw_faults(calls, {}, chooser)) {
      ASSERT_TRUE(rule.kind.has_value());
      kinds.insert(*rule.kind);
      ASSERT_GE(rule.nth, 1U);
      ASSERT_LE(rule.nth, count_of(*rule.kind));
      bool is_first_write = rule.kind == CallKind::write && rule.nth == 1;
      if (is_first_write && rule.part != FaultRule::done) parts.insert(rule.part);
    }
  }
  EXPECT_EQ(kinds.size(), 5U);
  EXPECT_EQ(parts.size(), 100U);
  EXPECT_EQ(*parts.rbegin(), 99U);
}

// Goal: a close that makes one call among thousands fails often. Method: a run of many reads.
TEST(DrawnFaults, meet_rare_work_as_often_as_frequent_one) {
  std::vector<SeenCall> many(1000, {CallKind::read, 30});
  const std::vector<WorkStretch> stretches{
      {Work::open, 0}, {Work::read, 3}, {Work::close, 998}, {Work::change, 999}, {Work::read, 999}};
  Chooser chooser(1);
  int in_close = 0;
  for (int world = 0; world < 1000; ++world) {
    const auto rules = draw_faults(many, stretches, chooser);
    in_close += std::ranges::count(rules, 999U, &FaultRule::nth) > 0 ? 1 : 0;
  }
  EXPECT_GT(in_close, 100);
}

TEST(DrawnFaults, meet_each_call_of_the_first_close) {
  const std::vector<WorkStretch> stretches{
      {Work::open, 0}, {Work::close, 3}, {Work::open, 5}, {Work::close, 7}};
  std::set<std::pair<CallKind, std::uint64_t>> failing;
  for (const FaultRule& rule : faults_of_first_close(calls, stretches)) {
    failing.emplace(*rule.kind, rule.nth);
  }
  EXPECT_EQ(failing, (std::set<std::pair<CallKind, std::uint64_t>>{{CallKind::read, 1},
                                                                   {CallKind::write, 2}}));
}

// The second write is a call of the second operation.
TEST(DrawnFaults, meet_what_comes_before_a_new_file) {
  std::vector<SeenCall> many(1000, {CallKind::write, 30});
  many[500] = {CallKind::open, 0};
  const std::vector<WorkStretch> stretches{{Work::open, 0}, {Work::change, 2}};
  Chooser chooser(1);
  int just_before = 0;
  for (int world = 0; world < 1000; ++world) {
    const auto rules = draw_faults(many, stretches, chooser);
    const bool any = std::ranges::any_of(rules, [](const FaultRule& rule) {
      return rule.kind == CallKind::write && rule.nth >= 498 && rule.nth <= 500;
    });
    just_before += any ? 1 : 0;
  }
  EXPECT_GT(just_before, 30);
}

// Behind the operation with the second write, which is the second of three.
std::vector<OperationKind> drawn_ending(Chooser& chooser) {
  Plan world{
      .operations = {set_operation("a", "1"), set_operation("b", "2"), set_operation("c", "3")}};
  const std::vector<std::size_t> begun{1, 3, 6};
  FaultRule second_write;
  second_write.kind = CallKind::write;
  second_write.nth = 2;
  draw_ending_behind(second_write, calls, begun, world, chooser);
  std::vector<OperationKind> kinds;
  for (const Operation& operation : std::span(world.operations).subspan(2)) {
    kinds.push_back(operation.kind);
    bool is_due_by_time = operation.time > std::chrono::seconds(1);
    EXPECT_EQ(is_due_by_time, operation.kind == OperationKind::wait);
  }
  return kinds;
}

TEST(DrawnFaults, have_every_ending_behind_the_operation_that_they_strike) {
  using enum OperationKind;
  Chooser chooser(1);
  std::set<std::vector<OperationKind>> endings;
  for (int world = 0; world < 300; ++world) endings.insert(drawn_ending(chooser));
  EXPECT_EQ(endings, (std::set<std::vector<OperationKind>>{{wait, power, set},
                                                           {reopen, power, set},
                                                           {power, set},
                                                           {kill, set},
                                                           {set, power},
                                                           {set, kill}}));
}

TEST(DrawnFaults, are_none_where_no_call_was_made) {
  Chooser chooser(1);
  EXPECT_TRUE(draw_faults({}, {}, chooser).empty());
}

}  // namespace
}  // namespace powercut
