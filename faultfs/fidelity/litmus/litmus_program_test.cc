// Goal: programs read as they are written, and any other text is refused with a line that says why.
#include "faultfs/fidelity/litmus/litmus_program.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::HasSubstr;

TEST(LitmusProgram, reads_what_it_prints) {
  for (const char* line :
       {"a: | create f", "b: make_dir d | write d/f 0 100; sync d/f; sync_dir .",
        "c: write f 0 10 | replace f; truncate f 3; allocate f 20; close f; sync_data f",
        "d: write f 0 10; create g | rename f g; remove g", "e: create f | link f g",
        "f: create f | reserve f 8192"}) {
    const auto program = parse_litmus_program(line);
    ASSERT_TRUE(program.has_value()) << program.error();
    EXPECT_EQ(to_text(*program), line);
  }
}

TEST(LitmusProgram, knows_its_calls) {
  const auto program = parse_litmus_program("x: write f 0 10 | write f 10 20; rename f g");
  ASSERT_TRUE(program.has_value());
  EXPECT_EQ(program->name, "x");
  EXPECT_EQ(program->setup.size(), 1U);
  EXPECT_EQ(
      program->calls[0],
      (LitmusCall{
          .kind = LitmusCall::Kind::write, .path = "f", .target = "", .offset = 10, .length = 20}));
  EXPECT_EQ(program->calls[1].target, "g");
}

TEST(LitmusProgram, refuses_what_is_none) {
  const std::vector<std::pair<const char*, const char*>> lines = {
      {"", "a program is"},
      {"a", "a program is"},
      {"a: create f", "a program is"},
      {"a b: | create f", "a name is one word"},
      {": | create f", "a name is one word"},
      {"a: |", "a program without calls"},
      {"a: | jump f", "no such call"},
      {"a: | create", "too few"},
      {"a: | create f g", "too many words"},
      {"a: | create /f", "no path"},
      {"a: | create F", "no path"},
      {"a: | rename f ..", "no path"},
      {"a: | link f", "too few"},
      {"a: | write f 0 x", "no number"},
      {"a: | write f -1 1", "no number"},
      {"a: | write f 0 99999999", "no number up to a megabyte"},
      {"a: | create f;", "a call is missing"},
      {"a: | create f; create f; create f; create f; create f; create f; create f; create f; "
       "create f; create f",
       "more than nine calls"}};
  for (const auto& [line, why] : lines) {
    const auto program = parse_litmus_program(line);
    ASSERT_FALSE(program.has_value()) << line;
    EXPECT_THAT(program.error(), HasSubstr(why)) << line;
  }
}

TEST(LitmusProgram, reads_a_file_and_says_which_line_is_wrong) {
  const auto programs = parse_litmus_programs("# first\n\na: | create f\nb: | create g\n");
  ASSERT_TRUE(programs.has_value()) << programs.error();
  EXPECT_EQ(programs->size(), 2U);
  EXPECT_THAT(parse_litmus_programs("a: | create f\n\nb: | crate g").error(),
              HasSubstr("line 3: no such call"));
  EXPECT_THAT(parse_litmus_programs("a: | create f\na: | create g").error(),
              HasSubstr("line 2: the name is given twice"));
}

}  // namespace
}  // namespace powercut
