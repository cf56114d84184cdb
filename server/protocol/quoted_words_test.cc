#include "server/protocol/quoted_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

TEST(quoted_words, stand_between_white_space) {
  EXPECT_THAT(split_quoted_words("SET a b"), Optional(ElementsAre("SET", "a", "b")));
  EXPECT_THAT(split_quoted_words(" \t SET\t a  \r"), Optional(ElementsAre("SET", "a")));
  EXPECT_THAT(split_quoted_words(""), Optional(IsEmpty()));
  EXPECT_THAT(split_quoted_words(" \t\v\f"), Optional(IsEmpty()));
}

TEST(quoted_words, hold_tabs_that_go_down) {
  EXPECT_THAT(split_quoted_words("\va\vb\fc"), Optional(ElementsAre("a\vb\fc")));
}

TEST(quoted_words, hold_anything_in_double_quotes) {
  EXPECT_THAT(split_quoted_words(R"(a "b c" "" "\x41\n\"\\\q" "it's")"),
              Optional(ElementsAre("a", "b c", "", "A\n\"\\q", "it's")));
  EXPECT_THAT(split_quoted_words(R"("\xZZ" "\x4" "\t\r\b\a")"),
              Optional(ElementsAre("xZZ", "x4", "\t\r\b\a")));
}

TEST(quoted_words, hold_all_but_a_quote_in_single_quotes) {
  EXPECT_THAT(split_quoted_words(R"('b c' '' '\'' '\n\x41' 'say "a"')"),
              Optional(ElementsAre("b c", "", "'", "\\n\\x41", "say \"a\"")));
}

TEST(quoted_words, are_refused_if_a_quote_is_not_closed_or_something_follows_it) {
  for (const std::string_view line :
       {"\"a", "'a", "\"a\\\"", "'a\\'", "\"a\"b", "'a'b", "a\"b", "\"", "'", "\"a\"'b'", "\"\\"}) {
    EXPECT_EQ(split_quoted_words(line), std::nullopt) << line;
  }
}

TEST(quoted_words, may_be_quoted_from_their_middle_on) {
  EXPECT_THAT(split_quoted_words("a\"b c\" d'e'"), Optional(ElementsAre("ab c", "de")));
}

}  // namespace
}  // namespace powercut
