// Goal: a file of states is read whole, or refused with one line that says where and why.
#include "faultfs/fidelity/files/state_file.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string head = "# powercut fidelity states, version 1\n# row: ext4\n# kernel: Linux 6\n";

TEST(StateFile, reads_programs_and_their_trees) {
  const auto file = parse_state_file(head +
                                     "\na: | create f\n  # subsets=3\n  01 -\n  1 f=\n"
                                     "\n# given up: c: no answer\n"
                                     "b: write f 0 2 | write f 2 1\n  0 f=2A\n");
  ASSERT_TRUE(file.has_value()) << file.error();
  EXPECT_EQ(file->row, "ext4");
  ASSERT_EQ(file->programs.size(), 2U);
  EXPECT_EQ(file->tree_count(), 3U);
  EXPECT_THAT(file->programs[0].trees[0].points, ElementsAre(0, 1));
  EXPECT_EQ(file->programs[0].trees[1].line, "f=");
  EXPECT_EQ(file->programs[1].trees[0].tree()->at("f"), "AA");
}

TEST(StateFile, reads_that_a_kernel_refused_an_image) {
  const auto file = parse_state_file(head + "a: | create f\n  1 !unmountable\n  1 !unreadable\n");
  ASSERT_TRUE(file.has_value()) << file.error();
  EXPECT_FALSE(file->programs[0].trees[0].tree().has_value());
}

TEST(StateFile, refuses_what_is_none) {
  const std::vector<std::pair<std::string, const char*>> texts = {
      {"", "no line says which row"},
      {"hello\n", "line 1: no file of fidelity states"},
      {"# powercut fidelity states, version 2\n", "line 1: version 2, and this program reads"},
      {"# powercut fidelity states, version x\n", "line 1: no version"},
      {"# powercut fidelity states, version 1\n", "no line says which row"},
      {head + "a: | crate f\n", "line 4: no such call"},
      {head + "  0 -\n", "line 4: a tree without a program"},
      {head + "a: | create f\n  2 -\n", "line 5: neither crash points nor a tree"},
      {head + "a: | create f\n  10 -\n", "line 5: neither crash points nor a tree"},
      {head + "a: | create f\n  0 f=3\n", "line 5: neither crash points nor a tree"},
      {head + "a: | create f\n  -\n", "line 5: neither crash points nor a tree"}};
  for (const auto& [text, why] : texts) {
    const auto file = parse_state_file(text);
    ASSERT_FALSE(file.has_value()) << text;
    EXPECT_THAT(file.error(), HasSubstr(why)) << text;
  }
}

}  // namespace
}  // namespace powercut
