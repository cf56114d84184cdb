// Goal: the checker of the fuzzers takes every sort of reply, and nothing else.
#include "server/fuzz/reply_checker.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

constexpr auto resp2 = RespVersion::resp2;
constexpr auto resp3 = RespVersion::resp3;

TEST(reply_checker, takes_whole_replies) {
  for (const std::string_view reply :
       {"+OK\r\n", "-ERR no\r\n", ":-12\r\n", "$0\r\n\r\n", "$2\r\n\r\n\r\n", "*0\r\n",
        "*2\r\n$1\r\na\r\n*1\r\n:1\r\n"}) {
    EXPECT_EQ(end_of_reply(reply, resp2), reply.size()) << reply;
    EXPECT_EQ(end_of_reply(reply, resp3), reply.size()) << reply;
  }
  EXPECT_EQ(end_of_reply("+OK\r\n+OK\r\n", resp2), 5U);
}

TEST(reply_checker, knows_what_belongs_to_which_version) {
  for (const std::string_view reply : {"$-1\r\n", "*-1\r\n"}) {
    EXPECT_EQ(end_of_reply(reply, resp2), reply.size()) << reply;
    EXPECT_EQ(end_of_reply(reply, resp3), std::nullopt) << reply;
  }
  for (const std::string_view reply :
       {"_\r\n", "#t\r\n", ",1.5\r\n", "=5\r\ntxt:a\r\n", "%1\r\n+a\r\n:1\r\n", "~1\r\n+a\r\n"}) {
    EXPECT_EQ(end_of_reply(reply, resp3), reply.size()) << reply;
    EXPECT_EQ(end_of_reply(reply, resp2), std::nullopt) << reply;
  }
}

TEST(reply_checker, refuses_what_is_cut_or_malformed) {
  for (const std::string_view reply :
       {"", "OK\r\n", "+OK", "+OK\n", "+a\nb\r\n", ":\r\n", ":1x\r\n", "$3\r\nab\r\n",
        "$1\r\nab\r\n", "$-2\r\n", "*2\r\n:1\r\n", "*1\r\nx\r\n", "*x\r\n", "%1\r\n+a\r\n",
        "=1\r\na\r\n", "#y\r\n", "_x\r\n"}) {
    EXPECT_EQ(end_of_reply(reply, resp3), std::nullopt) << reply;
  }
}

}  // namespace
}  // namespace powercut
