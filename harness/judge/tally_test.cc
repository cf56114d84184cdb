#include "powercut/harness/tally.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

Finding finding_at(FindingKind kind, std::uint32_t call) {
  return {.place = {.store = "log",
                    .workload = "demo",
                    .model = "in-order",
                    .crash = CrashPath{.first = {.call = call}}},
          .violation = {kind, {}, "", ""}};
}

std::vector<std::uint32_t> calls_of(const Outcomes& outcomes) {
  std::vector<std::uint32_t> calls;
  for (const Finding& finding : outcomes.findings) calls.push_back(finding.place.crash->first.call);
  return calls;
}

// Goal: a report stays short, and no kind hides another. Method: many of one kind, one of another.
TEST(Outcomes, counts_every_failure_and_keeps_a_few_of_each_kind) {
  Outcomes outcomes;
  for (std::uint32_t call = 0; call < 10; ++call) {
    outcomes.add_failure(finding_at(FindingKind::lost, call));
  }
  outcomes.add_failure(finding_at(FindingKind::torn, 10));
  EXPECT_EQ(outcomes.tally.failed, 11U);
  EXPECT_EQ(outcomes.tally.count(FindingKind::lost), 10U);
  EXPECT_EQ(outcomes.tally.count(FindingKind::torn), 1U);
  EXPECT_THAT(calls_of(outcomes), testing::ElementsAre(0, 1, testing::Lt(10U), 10));
}

// Goal: pieces of a sweep joined in order give what one piece would have given.
TEST(Outcomes, joined_in_order_are_the_same_as_in_one_piece) {
  Outcomes whole;
  Outcomes joined;
  for (std::uint32_t piece = 0; piece < 4; ++piece) {
    Outcomes part;
    part.tally.legal = 5;
    part.tally.visited = 4;
    for (std::uint32_t call = 2 * piece; call < 2 * piece + 2; ++call) {
      FindingKind kind = call % 3 == 0 ? FindingKind::hole : FindingKind::lost;
      part.add_failure(finding_at(kind, call));
      whole.add_failure(finding_at(kind, call));
    }
    joined.add(std::move(part));
  }
  EXPECT_EQ(joined.tally.legal, 20U);
  EXPECT_EQ(joined.tally.visited, 16U);
  EXPECT_EQ(joined.tally.failed, whole.tally.failed);
  EXPECT_EQ(joined.tally.by_kind, whole.tally.by_kind);
  EXPECT_EQ(calls_of(joined), calls_of(whole));
}

}  // namespace
}  // namespace powercut
