#include "powercut/io/path.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

TEST(path, finds_the_directory_that_holds_the_last_part) {
  EXPECT_EQ(parent_of("a/b"), "a");
  EXPECT_EQ(parent_of("/a/b/c"), "/a/b");
  EXPECT_EQ(parent_of("/b"), "/");
  EXPECT_EQ(parent_of("b"), ".");
  EXPECT_EQ(parent_of(""), ".");
  EXPECT_EQ(parent_of("/"), "/");
}

TEST(path, takes_repeated_slashes_for_one) {
  EXPECT_EQ(parent_of("a//b"), "a");
  EXPECT_EQ(parent_of("a/b//"), "a");
  EXPECT_EQ(parent_of("//b"), "/");
  EXPECT_EQ(parent_of("b/"), ".");
}

TEST(path, joins_with_one_slash) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("/", "b"), "/b");
  EXPECT_EQ(join_path(".", "b"), "./b");
  EXPECT_EQ(join_path("", "b"), "b");
}

}  // namespace
}  // namespace powercut
