// Goal: programs of failed syncs read as they are written, and any other text is refused with a
// line that says why.
#include "faultfs/fidelity/litmus/failed_sync_program.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using Kind = FailedSyncStep::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(FailedSyncProgram, knows_its_steps_and_its_calls) {
  const auto program = parse_failed_sync_program(
      "x: write f 0 10 | write f 5 5; refuse a 2; sync f@2; read f@2; refuse_others; drop_caches");
  ASSERT_TRUE(program.has_value()) << program.error();
  std::vector<std::string> texts;
  for (const FailedSyncStep& step : program->steps) texts.push_back(step.text);
  EXPECT_THAT(texts, ElementsAre("write f 5 5", "refuse a 2", "sync f@2", "read f@2",
                                 "refuse_others", "drop_caches"));
  EXPECT_EQ(to_text(program->program), "x: write f 0 10 | write f 5 5; sync f");
  EXPECT_EQ(program->steps[1].letter, 'a');
  EXPECT_EQ(program->steps[1].times, 2U);
  EXPECT_EQ(program->steps[2].handle, '2');
  EXPECT_EQ(program->steps[2].number, 1U);
  EXPECT_EQ(program->steps[3].kind, Kind::read);
  EXPECT_EQ(program->steps[3].call.path, "f");
  EXPECT_EQ(program->steps[4].times, FailedSyncStep::for_ever);
}

TEST(FailedSyncProgram, a_write_by_a_synced_handle_is_two_calls) {
  const auto program = parse_failed_sync_program("x: | write f@s 0 10; write f 0 1");
  ASSERT_TRUE(program.has_value()) << program.error();
  EXPECT_EQ(to_text(program->program), "x: | write f 0 10; sync f; write f 0 1");
  EXPECT_EQ(program->steps[0].calls(), 2U);
  EXPECT_EQ(program->steps[1].number, 2U);
}

TEST(FailedSyncProgram, refuses_what_is_none) {
  const std::vector<std::pair<const char*, const char*>> lines = {
      {"", "a program is"},
      {"a: | ", "a call is missing"},
      {"a: | read f", "a program without calls"},
      {"a: | refuse A; sync f", "no letter of a call: A"},
      {"a: | refuse; sync f", "a step with too few words: refuse"},
      {"a: | refuse a 0; sync f", "no number of times: 0"},
      {"a: | refuse a x; sync f", "no number of times: x"},
      {"a: | refuse a 1 2; sync f", "a step with too many words: 2"},
      {"a: | drop_caches 1; sync f", "a step with too many words: 1"},
      {"a: | read /f; sync f", "no path: /f"},
      {"a: | sync f@", "no handle"},
      {"a: | sync f@0", "no handle"},
      {"a: | sync f@12", "no handle"},
      {"a: | synk f", "no such call: synk f"},
      {"a: | sync f; sync f; sync f; sync f; sync f; sync f; sync f; sync f; sync f; sync f",
       "more than nine calls"}};
  for (const auto& [line, why] : lines) {
    const auto program = parse_failed_sync_program(line);
    ASSERT_FALSE(program.has_value()) << line;
    EXPECT_THAT(program.error(), HasSubstr(why)) << line;
  }
}

}  // namespace
}  // namespace powercut
