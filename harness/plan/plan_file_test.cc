// Goal: a plan file gives its plans in order, and whatever is wrong with one is told with its line.
#include "harness/plan/plan_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string problem_of_file_with(std::string_view text) {
  auto plans = read_plan_file(text);
  EXPECT_FALSE(plans.has_value()) << text;
  return plans ? "" : plans.error();
}

TEST(PlanFile, has_a_plan_on_each_line_that_is_no_comment) {
  auto plans = read_plan_file("# two plans\n\n =set(a=%61*2),compact \r\n\t#=nothing\n=remove(a)");
  ASSERT_TRUE(plans.has_value()) << plans.error();
  EXPECT_THAT(*plans, ElementsAre("=set(a=aa),compact", "=remove(a)"));
}

TEST(PlanFile, names_the_line_that_is_wrong) {
  EXPECT_EQ(problem_of_file_with("=sync\n# comment\nset(a=1)\n"),
            "line 3: a plan begins with a '='");
  EXPECT_EQ(problem_of_file_with("=sync\n=sync,fly(a)\n"), "line 2: there is no operation \"fly\"");
  EXPECT_THAT(problem_of_file_with("=sync\n=set(a)"), StartsWith("line 2: "));
  EXPECT_THAT(problem_of_file_with("\n=set(a=\x7f)"), StartsWith("line 2: byte 8 is \"\\x7f\""));
  EXPECT_THAT(problem_of_file_with("\x7f"
                                   "ELF"),
              StartsWith("line 1: "));
}

TEST(PlanFile, is_refused_without_a_plan) {
  EXPECT_THAT(problem_of_file_with(""), HasSubstr("no plan"));
  EXPECT_THAT(problem_of_file_with("# nothing\n\n"), HasSubstr("no plan"));
}

TEST(PlanFile, keeps_to_one_limit_for_all_its_plans) {
  std::string text = "=set(a=x*40000000)\n";
  EXPECT_TRUE(read_plan_file(text).has_value());
  EXPECT_THAT(problem_of_file_with(text + text), HasSubstr("64 MiB"));
  std::string many;
  for (std::size_t plan = 0; plan <= plan_file_plans_max; ++plan) many += "=sync\n";
  EXPECT_THAT(problem_of_file_with(many),
              StartsWith(fmt::format("line {}: ", plan_file_plans_max + 1)));
}

}  // namespace
}  // namespace powercut
