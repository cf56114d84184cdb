// Goal: a plan survives being written and read, whatever its bytes, and nothing else is taken for
// one. Method: awkward plans there and back; texts that are wrong in one place each.
#include "powercut/harness/plan_text.h"
#include "harness/catalog/catalog.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using namespace std::string_literals;

bool same(const Operation& left, const Operation& right) {
  auto same_change = [](const Change& one, const Change& other) {
    return one.key == other.key && one.value == other.value;
  };
  return left.kind == right.kind && left.time == right.time &&
         std::ranges::equal(left.changes, right.changes, same_change);
}

bool same(const Plan& left, const Plan& right) {
  auto same_operation = [](const Operation& one, const Operation& other) {
    return same(one, other);
  };
  auto same_rule = [](const FaultRule& one, const FaultRule& other) {
    return to_text(one) == to_text(other);
  };
  bool both_interrupted = left.interrupted && right.interrupted;
  return std::ranges::equal(left.setup, right.setup, same_operation) &&
         std::ranges::equal(left.operations, right.operations, same_operation) &&
         std::ranges::equal(left.faults, right.faults, same_rule) &&
         left.interrupted.has_value() == right.interrupted.has_value() &&
         (!both_interrupted || same(*left.interrupted, *right.interrupted));
}

void expect_comes_back(const Plan& plan) {
  std::string text = to_text(plan);
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("/")));
  auto again = parse_plan(text);
  ASSERT_TRUE(again.has_value()) << text;
  EXPECT_TRUE(same(*again, plan)) << text;
  EXPECT_EQ(to_text(*again), text);
}

Batch awkward_batch() {
  Batch batch;
  batch.set("", "");
  batch.remove("");
  batch.set("a;b", "c!d=e");
  batch.remove("!a");
  batch.set("=", ")");
  return batch;
}

TEST(PlanText, brings_every_operation_back) {
  expect_comes_back(
      {.operations = {
           set_operation("a", "1"), remove_operation("a"), get_operation("a"),
           batch_operation(awkward_batch()), plain_operation(OperationKind::sync),
           plain_operation(OperationKind::compact), plain_operation(OperationKind::reopen),
           plain_operation(OperationKind::kill), kill_operation(17), power_operation(0),
           power_operation(18'446'744'073'709'551'615U), plain_operation(OperationKind::step),
           damage_operation(0), damage_operation(23), wait_operation(std::chrono::milliseconds(0)),
           wait_operation(std::chrono::milliseconds(1500))}});
}

TEST(PlanText, brings_every_byte_back) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  expect_comes_back(
      {.operations = {set_operation(bytes, bytes), get_operation(bytes), remove_operation(bytes)}});
  for (const std::string& key : {""s, "/"s, "\0"s, "%"s, "%2f"s, "set(a=1)"s, "|cut:"s, "\xff"s}) {
    expect_comes_back({.setup = {set_operation(key, key)},
                       .operations = {set_operation(key, ""), remove_operation(key)}});
  }
}

TEST(PlanText, brings_setup_cut_and_faults_back) {
  Plan plan{.setup = {set_operation("a", "1"), batch_operation(awkward_batch())},
            .interrupted = plain_operation(OperationKind::compact),
            .operations = {plain_operation(OperationKind::sync)}};
  for (const char* rule : {"sync#3=io_failed", "write:data.log#5=no_space+7", "write#2=short+1",
                           "rename#1=io_failed+done", "sync#1=io_failed*", "any#7=io_failed*3",
                           "open:a/b|c,d%2f (e)#1=io_failed", "open:\xff#1=io_failed"}) {
    plan.faults.push_back(parse_fault_rule(rule).value());
  }
  expect_comes_back(plan);
  plan.interrupted = set_operation("/", "|");
  expect_comes_back(plan);
  expect_comes_back({.setup = {set_operation("a", "1")}});
  expect_comes_back({.interrupted = remove_operation("a")});
  expect_comes_back({});
  expect_comes_back({.operations = {batch_operation({})}});
}

TEST(PlanText, is_what_the_header_shows) {
  EXPECT_EQ(to_text(parse_plan("=set(a=1),remove(a),compact").value()),
            "=set(a=1),remove(a),compact");
  EXPECT_EQ(to_text(parse_plan("=setup:set(a=1)|cut:compact|set(b=2),reopen").value()),
            "=setup:set(a=1)|cut:compact|set(b=2),reopen");
  EXPECT_EQ(to_text(parse_plan("=fault:sync#2=io_failed|set(a=1),set(b=2)").value()),
            "=fault:sync#2=io_failed|set(a=1),set(b=2)");
}

// The plans of the known workloads are as awkward as any.
TEST(PlanText, brings_every_workload_back) {
  for (const Workload& workload : our_registry().workloads()) {
    SCOPED_TRACE(workload.name);
    expect_comes_back(workload.plan(1));
  }
}

TEST(PlanText, is_refused_where_it_is_wrong) {
  for (const char* text : {"",
                           "set(a=1)",
                           "=set",
                           "=set()",
                           "=set(a)",
                           "=set(a=1",
                           "=set(a=1)x",
                           "=set(a=1;b=2)",
                           "=set(!a)",
                           "=set(a=*2)",
                           "=set(a=1*)",
                           "=set(a=%2)",
                           "=set(a=%zz)",
                           "=set(a=%-1)",
                           "=remove",
                           "=remove(",
                           "=get",
                           "=batch",
                           "=batch(a)",
                           "=batch(!a=1)",
                           "=sync()",
                           "=compact(1)",
                           "=reopen(",
                           "=wait",
                           "=wait()",
                           "=wait(-1)",
                           "=wait(1x)",
                           "=wait(99999999999)",
                           "=step()",
                           "=step(1)",
                           "=cut:step|",
                           "=setup:step|",
                           "=nothing",
                           "=set (a=1)",
                           "=set(a=1),",
                           "=set(a=1)|",
                           "=set(a=1)|set(b=2)",
                           "=|set(a=1)",
                           "=setup:set(a=1)",
                           "=setup:set(a=1)||",
                           "=setup:|",
                           "=setup:get(a)|",
                           "=setup:sync|",
                           "=setup:set(a=1),|",
                           "=cut:|",
                           "=cut:sync|",
                           "=cut:get(a)|",
                           "=cut:compact,compact|",
                           "=cut:compact|cut:compact|",
                           "=fault:|",
                           "=fault:sync|",
                           "=fault:sync#0=io_failed|",
                           "=fault:sync#1=nothing|",
                           "=batch(a=1;)",
                           "=batch(;a=1)",
                           "=set(a=\x1b[31m)",
                           "=set(a\n=1)",
                           "=get(\x7f)",
                           "=remove(\xc3\xbc)",
                           "=fault:open:\xff#1=io_failed|",
                           "=,set(a=1)",
                           "=set(a=1),,set(b=2)"}) {
    EXPECT_FALSE(parse_plan(text).has_value()) << text;
  }
}

TEST(PlanText, says_what_is_wrong) {
  auto problem_with = [](std::string_view text) { return parse_plan(text).error(); };
  EXPECT_EQ(problem_with("=set(a=1),fly"), "there is no operation \"fly\"");
  EXPECT_EQ(problem_with("=set(a=1;b=2)"), "a set is of one key to one value: set(KEY=VALUE)");
  EXPECT_EQ(problem_with("=wait(1x)"), "\"1x\" is no time: whole milliseconds below 2^32");
  EXPECT_EQ(problem_with("=batch(a)"), "\"a\" is neither KEY=VALUE nor !KEY");
  EXPECT_EQ(problem_with("=set(a=%2)"), "\"%2\" is no byte: a '%' and two hex digits");
}

// Whatever its parts are: three halves of the limit are refused before anything is made of them.
TEST(PlanText, needs_no_more_than_a_plan_may) {
  std::string half = "set(a=x*33000000)";
  EXPECT_TRUE(parse_plan("=" + half + "," + half).has_value());
  EXPECT_FALSE(parse_plan("=" + half + "," + half + "," + half).has_value());
  EXPECT_FALSE(parse_plan("=setup:" + half + "|cut:" + half + "|" + half).has_value());
  EXPECT_FALSE(parse_plan("=get(a*67108865)").has_value());
  std::string syncs = "=sync";
  for (std::size_t count = 0; count < plan_bytes_max / sizeof(Operation); ++count) syncs += ",sync";
  EXPECT_EQ(parse_plan(syncs).error(), "too many operations");
}

// As it stands in a finding's id, between the parts that '/' ends.
TEST(PlanText, names_a_workload) {
  const Workload* workload = find_workload("=set(%2f=%00)");
  ASSERT_NE(workload, nullptr);
  Plan plan = workload->plan(7);
  ASSERT_EQ(plan.operations.size(), 1U);
  EXPECT_TRUE(same(plan.operations[0], set_operation("/", "\0"s)));
  EXPECT_EQ(find_workload("=set(%2f=%00)"), workload);
  EXPECT_EQ(find_workload("=nothing"), nullptr);
  // However it is spelled, it is known by the text that an id can hold.
  EXPECT_EQ(find_workload("=set(/=%00*1)"), workload);
}

}  // namespace
}  // namespace powercut
