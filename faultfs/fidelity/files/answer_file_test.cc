// Goal: a file of answers is read whole, or refused with one line that says where and why.
#include "faultfs/fidelity/files/answer_file.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string answers_head =
    "# powercut fidelity failed syncs, version 1\n# row: xfs\n# kernel: Linux 6\n";
const std::string one_program = "a: | write f 0 9; refuse a; sync f; read f\n";

TEST(AnswerFile, reads_answers_and_trees) {
  const auto file = parse_answer_file(answers_head + "\n" + one_program +
                                      "  # subsets=3\n  refused 2: ok; -; EIO; 9a\n"
                                      "  refused 0: ok; -; ok; 9a\n  01 -\n  12 f=9.\n"
                                      "# given up: c: no answer\n");
  ASSERT_TRUE(file.has_value()) << file.error();
  EXPECT_EQ(file->row, "xfs");
  ASSERT_EQ(file->programs.size(), 1U);
  ASSERT_EQ(file->programs[0].runs.size(), 2U);
  EXPECT_EQ(file->programs[0].runs[0].refused, 2U);
  EXPECT_THAT(file->programs[0].runs[0].answers, ElementsAre("ok", "-", "EIO", "9a"));
  EXPECT_EQ(file->programs[0].trees[1].line, "f=9.");
}

TEST(AnswerFile, refuses_what_is_none) {
  const std::vector<std::pair<std::string, const char*>> texts = {
      {"", "no line says which row"},
      {"# powercut fidelity states, version 1\n", "line 1: no file of fidelity failed syncs"},
      {"# powercut fidelity failed syncs, version 3\n", "line 1: version 3, and this program"},
      {"# powercut fidelity failed syncs, version 1\n", "no line says which row"},
      {answers_head + "a: | synk f\n", "line 4: no such call"},
      {answers_head + "  refused 1: ok\n", "line 4: an answer or a tree without a program"},
      {answers_head + one_program, "a: no line says what was answered"},
      {answers_head + one_program + "  refused 1: ok; -; EIO\n",
       "line 5: not one answer for each step"},
      {answers_head + one_program + "  refused 1: ok; -; EIO; 9a; ok\n", "line 5: not one answer"},
      {answers_head + one_program + "  refused x: ok; -; EIO; 9a\n", "line 5: not one answer"},
      {answers_head + one_program + "  refused 1 ok; -; EIO; 9a\n", "line 5: not one answer"},
      {answers_head + one_program + "  refused 1: ok; -; ; 9a\n", "line 5: not one answer"},
      {answers_head + one_program + "  3 f=9a\n", "line 5: neither crash points nor a tree"}};
  for (const auto& [text, why] : texts) {
    const auto file = parse_answer_file(text);
    ASSERT_FALSE(file.has_value()) << text;
    EXPECT_THAT(file.error(), HasSubstr(why)) << text;
    EXPECT_EQ(file.error().find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace powercut
