// Goal: every plan of the family is its own, early ones are varied, and shapes that found bugs when
// somebody had thought of them are within a small bound.
#include "harness/plan/bounded_plans.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

using testing::Contains;
using testing::HasSubstr;

// The edges of a segmented store, by the byte.
StoreEdges exact_edges() {
  return {.file_bytes = 256,
          .file_header_bytes = 64,
          .change_header_bytes = 28,
          .record_header_bytes = 12,
          .is_exact = true,
          .edges = {4096, 32768}};
}

StoreEdges inexact_edges() { return {}; }

std::set<std::string> texts_up_to(const BoundedPlans& plans, std::size_t size) {
  std::uint64_t count = 0;
  for (std::size_t smaller = 0; smaller <= size; ++smaller) count += plans.count_of_size(smaller);
  std::set<std::string> texts;
  for (std::uint64_t index = 0; index < count; ++index) {
    std::string text = to_text(plans.plan(index));
    EXPECT_TRUE(texts.insert(text).second) << text << " again as " << index;
  }
  return texts;
}

const std::set<std::string>& texts_of_size_up_to_four() {
  static const auto texts = texts_up_to(BoundedPlans(exact_edges(), 4), 4);
  return texts;
}

TEST(BoundedPlans, are_each_their_own) {
  EXPECT_GT(texts_of_size_up_to_four().size(), 10'000U);
  texts_up_to(BoundedPlans(inexact_edges(), 3), 3);
}

TEST(BoundedPlans, have_the_shapes_that_were_missed_once) {
  const auto& texts = texts_of_size_up_to_four();
  // A compaction, then a change, then more than a second.
  EXPECT_THAT(texts, Contains("=set(a=v1),compact,set(b=v2),wait(1500)"));
  // Two segments without a sync at an explicit one.
  EXPECT_THAT(texts, Contains("=set(a=v1.*54),set(b=v2.*54),sync"));
  // A batch between two changes, the first of them short.
  EXPECT_THAT(texts, Contains("=set(a=v1),batch(b=v2;a=v3),set(c=v4)"));
  // A compaction when the first segment is full to the byte.
  EXPECT_THAT(texts, Contains("=set(a=v1.*21),set(b=v2.*21),set(c=v3.*21),compact"));
  // An empty key with an empty value, as the last record.
  EXPECT_THAT(texts, Contains("=set(=)"));
  EXPECT_THAT(texts, Contains("=set(a=v1),set(=)"));
}

TEST(BoundedPlans, place_the_ends_of_records_at_edges) {
  const auto& texts = texts_of_size_up_to_four();
  for (const char* length : {"148", "149", "150"}) {
    EXPECT_THAT(texts, Contains(std::string("=set(a=e1.*") + length + "),kill"));
  }
}

std::set<std::string> pairs_in(const Plan& plan) {
  std::set<std::string> pairs;
  for (std::size_t index = 1; index < plan.operations.size(); ++index) {
    pairs.insert(std::string(name_of(plan.operations[index - 1].kind)) + " " +
                 std::string(name_of(plan.operations[index].kind)));
  }
  return pairs;
}

TEST(BoundedPlans, have_each_pair_of_operations_among_the_first_of_a_size) {
  BoundedPlans plans(exact_edges(), 4);
  std::uint64_t begin = 0;
  for (std::size_t size : {0, 1, 2, 3}) begin += plans.count_of_size(size);
  std::set<std::string> all;
  for (std::uint64_t index = 0; index < begin; ++index) all.merge(pairs_in(plans.plan(index)));
  std::set<std::string> early;
  for (std::uint64_t index = begin; index < begin + 800; ++index) {
    early.merge(pairs_in(plans.plan(index)));
  }
  EXPECT_EQ(early, all);
}

// The sweep leaves out operations because they were there before: they must have been.
TEST(BoundedPlans, have_had_the_operations_that_are_said_to_have_been_before) {
  for (const StoreEdges& edges : {exact_edges(), inexact_edges()}) {
    BoundedPlans plans(edges, 3);
    std::set<std::string> before;
    for (std::uint64_t index = 0; index < plans.count(); ++index) {
      Plan plan = plans.plan(index);
      before.insert(to_text(plan));
      auto seen = plans.operations_seen_before(index);
      if (!seen) continue;
      ASSERT_LT(*seen, plan.operations.size());
      plan.operations.resize(*seen);
      EXPECT_TRUE(before.contains(to_text(plan))) << to_text(plan);
    }
  }
}

TEST(BoundedPlans, say_how_far_the_first_ones_reach) {
  BoundedPlans plans(exact_edges(), 3);
  const std::uint64_t ones = plans.count_of_size(1);
  EXPECT_EQ(plans.extent(0), "no plan");
  EXPECT_EQ(plans.extent(1), "all 1 plans of size up to 0");
  EXPECT_EQ(plans.extent(4),
            fmt::format("all 1 plans of size up to 0, and 3 of {} of size 1", ones));
  EXPECT_EQ(plans.extent(1 + ones), fmt::format("all {} plans of size up to 1", 1 + ones));
  EXPECT_EQ(plans.extent(plans.count()),
            fmt::format("all {} plans of size up to 3", plans.count()));
}

}  // namespace
}  // namespace powercut
