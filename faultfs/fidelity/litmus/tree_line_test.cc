// Goal: a tree's line tells the tree.
#include "faultfs/fidelity/litmus/tree_line.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

TEST(TreeLine, tells_runs_zeros_and_what_is_no_letter) {
  const FileTree tree = {{"a", std::string("xxx\0\0Y", 6)},
                         {"d", std::nullopt},
                         {"d/b", ""},
                         {"e", std::string("\x80\x81z")}};
  EXPECT_EQ(tree_line(tree), "a=3x2.1Y d/ d/b= e=2?1z");
  EXPECT_EQ(tree_line({}), "-");
}

TEST(TreeLine, reads_what_it_prints) {
  for (const char* line : {"-", "a=", "a=3x2.1Y d/ d/b= e=2?1z", "f=1048576a"}) {
    const auto tree = parse_tree_line(line, 1 << 20);
    ASSERT_TRUE(tree.has_value()) << line;
    EXPECT_EQ(tree_line(*tree), line);
  }
}

TEST(TreeLine, refuses_what_is_none) {
  for (const char* line : {"a", "=3x", "a=x", "a=3", "a=0x", "a=1048577a",
                           "a=99999999999999999999x", "a=1000000a1000000b"}) {
    EXPECT_FALSE(parse_tree_line(line, 1 << 20).has_value()) << line;
  }
}

}  // namespace
}  // namespace powercut
