#include "server/protocol/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace powercut {
namespace {

struct Expected {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};

class glob : public testing::Test {
 protected:
  static void expect_all(std::initializer_list<Expected> all) {
    for (const Expected& expected : all) {
      EXPECT_EQ(matches_glob(expected.pattern, expected.text), expected.matches)
          << expected.pattern << " and " << expected.text;
    }
  }
};

TEST_F(glob, matches_stars_and_question_marks) {
  expect_all({{"*", "", true},
              {"*", "abc", true},
              {"a*", "abc", true},
              {"*c", "abc", true},
              {"*b*", "abc", true},
              {"a*c*e", "abcde", true},
              {"a*c*e", "abcd", false},
              {"a**e", "abcde", true},
              {"?", "", false},
              {"?", "a", true},
              {"??", "a", false},
              {"a?c", "abc", true},
              {"", "", true},
              {"", "a", false},
              {"A", "a", false}});
}

// As in Redis, which looks at the pattern only while there is text.
TEST_F(glob, matches_nothing_with_the_empty_pattern_and_one_star_alone) {
  expect_all({{"**", "", false}, {"[", "", false}, {"*?", "", false}});
}

TEST_F(glob, matches_sets_of_characters) {
  expect_all({{"[abc]", "b", true},
              {"[abc]", "d", false},
              {"[a-c]x", "bx", true},
              {"[c-a]", "b", true},
              {"[^a-c]", "d", true},
              {"[^a-c]", "b", false},
              {"[\\]]", "]", true},
              {"[a-]", "-", false},
              {"[ab", "a", true},
              {"h[^e]llo", "hallo", true}});
}

TEST_F(glob, takes_what_is_escaped_for_itself) {
  expect_all({{"\\*", "*", true},
              {"\\*", "a", false},
              {"a\\?", "a?", true},
              {"\\\\", "\\", true},
              {"a\\", "a\\", true}});
}

TEST_F(glob, compares_bytes) {
  expect_all({{std::string_view("\0*", 2), std::string_view("\0a", 2), true},
              {"[\x80-\xff]", "\xc3", true},
              {"[a-z]", "\xc3", false}});
}

// Goal: nobody stops the server with a pattern. With a try for every star, that would be more steps
// than there are atoms.
TEST_F(glob, is_done_soon_with_a_pattern_of_many_stars) {
  std::string pattern;
  for (int stars = 0; stars < 1000; ++stars) pattern += "*a";
  pattern += "*b";
  EXPECT_FALSE(matches_glob(pattern, std::string(20000, 'a')));
  EXPECT_TRUE(matches_glob(pattern, std::string(20000, 'a') + "b"));
}

}  // namespace
}  // namespace powercut
