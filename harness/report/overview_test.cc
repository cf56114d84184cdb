// Goal: one look at the matrix tells each verdict, and how much of the states is behind it. Method:
// a row of each kind.
#include "harness/report/overview.h"

#include <gmock/gmock.h>

#include "powercut/faultfs/crash_states.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

VerdictRow row_of(std::string store, std::string model, std::uint64_t legal, std::uint64_t skipped,
                  std::uint64_t failed, bool expected_to_fail) {
  VerdictRow row{std::move(store), std::move(model), {}, expected_to_fail};
  row.tally.legal = legal;
  row.tally.visited = legal - skipped;
  row.tally.reduction.skipped = skipped;
  row.tally.failed = failed;
  return row;
}

std::vector<VerdictRow> one_of_each() {
  return {row_of("log", "run", 3, 0, 0, false),
          row_of("log", "xfs", 1204, 0, 0, false),
          row_of("log", "ext4", 372'117, 333'417, 0, false),
          row_of("wrong", "run", 3, 0, 2, true),
          row_of("wrong", "xfs", 7, 0, 1, false),
          row_of("wrong", "ext4", 0, 0, 0, false),
          row_of("odd", "run", 3, 0, 0, true)};
}

TEST(Overview, has_a_sign_and_the_states_beneath_for_each_row) {
  EXPECT_THAT(overview(one_of_each(), false),
              StartsWith("            0       1       2\n"
                         "log         .       .  ~ 10 %\n"
                         "            3   1,204    372k\n"
                         "wrong       x   FAILS       -\n"
                         "            3       7       0\n"
                         "odd     HOLDS                \n"
                         "            3                \n"
                         "  0 the run itself, without a crash  1 xfs  2 ext4\n"));
}

TEST(Overview, is_empty_without_rows) { EXPECT_EQ(overview({}, false), ""); }

TEST(Overview, has_colours_only_where_they_are_wanted) {
  EXPECT_THAT(overview(one_of_each(), true), HasSubstr("\x1b["));
  EXPECT_THAT(overview(one_of_each(), false), Not(HasSubstr("\x1b")));
}

TEST(Overview, wraps_the_names_of_many_models) {
  std::vector<VerdictRow> rows;
  for (int number = 0; number < 20; ++number) {
    rows.push_back(row_of("log", "a-model-" + std::to_string(number), 1, 0, 0, false));
  }
  EXPECT_THAT(overview(rows, false), HasSubstr("a-model-0"));
  EXPECT_THAT(overview(rows, false), HasSubstr("\n  7 a-model-7"));
}

TEST(Overview, counts_are_short_and_never_too_large) {
  EXPECT_EQ(short_count(0), "0");
  EXPECT_EQ(short_count(9'999), "9,999");
  EXPECT_EQ(short_count(10'000), "10k");
  EXPECT_EQ(short_count(999'999), "999k");
  EXPECT_EQ(short_count(1'000'000), "1.0M");
  EXPECT_EQ(short_count(3'566'734), "3.5M");
  EXPECT_EQ(short_count(12'345'678'901), "12G");
  EXPECT_EQ(short_count(CrashStates::countless - 1), "999P");
  EXPECT_EQ(short_count(CrashStates::countless), "10^18+");
}

}  // namespace
}  // namespace powercut
