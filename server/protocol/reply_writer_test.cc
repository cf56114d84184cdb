#include "server/protocol/reply_writer.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

template <typename Write>
std::string written(RespVersion version, Write&& write) {
  std::string bytes;
  ReplyWriter writer(bytes, version);
  write(writer);
  return bytes;
}

template <typename Write>
void expect(Write&& write, std::string_view resp2, std::string_view resp3) {
  EXPECT_EQ(written(RespVersion::resp2, write), resp2);
  EXPECT_EQ(written(RespVersion::resp3, write), resp3);
}

TEST(reply_writer, writes_the_same_in_both_versions_where_they_are_the_same) {
  const auto write = [](ReplyWriter& reply) {
    reply.ok();
    reply.simple("PONG");
    reply.integer(-12);
    reply.bulk(std::string_view("\r\n\0", 3));
    reply.bulk("");
    reply.number_bulk(100);
    reply.array(2);
  };
  using std::string_literals::operator""s;
  const std::string expected =
      "+OK\r\n+PONG\r\n:-12\r\n$3\r\n\r\n\0\r\n$0\r\n\r\n$3\r\n100\r\n*2\r\n"s;
  expect(write, expected, expected);
}

TEST(reply_writer, writes_for_the_older_version_what_only_the_newer_one_has) {
  expect([](ReplyWriter& reply) { reply.null(); }, "$-1\r\n", "_\r\n");
  expect([](ReplyWriter& reply) { reply.null_array(); }, "*-1\r\n", "_\r\n");
  expect([](ReplyWriter& reply) { reply.map(3); }, "*6\r\n", "%3\r\n");
  expect([](ReplyWriter& reply) { reply.set(3); }, "*3\r\n", "~3\r\n");
  expect([](ReplyWriter& reply) { reply.boolean(true); }, ":1\r\n", "#t\r\n");
  expect([](ReplyWriter& reply) { reply.boolean(false); }, ":0\r\n", "#f\r\n");
  expect([](ReplyWriter& reply) { reply.verbatim("text"); }, "$4\r\ntext\r\n",
         "=8\r\ntxt:text\r\n");
}

TEST(reply_writer, changes_the_version_in_between) {
  EXPECT_EQ(written(RespVersion::resp2,
                    [](ReplyWriter& reply) {
                      reply.null();
                      reply.use_version(RespVersion::resp3);
                      reply.null();
                    }),
            "$-1\r\n_\r\n");
}

// Goal: no bytes of a client can end an error, and begin another answer.
TEST(reply_writer, keeps_an_error_on_one_line) {
  std::string bytes = "+before\r\n";
  ReplyWriter reply(bytes, RespVersion::resp2);
  reply.error("ERR unknown 'a\r\n+OK\r\n'");
  EXPECT_EQ(bytes, "+before\r\n-ERR unknown 'a  +OK  '\r\n");
}

TEST(reply_writer, counts_errors) {
  std::string bytes;
  ReplyWriter reply(bytes, RespVersion::resp2);
  reply.ok();
  EXPECT_EQ(reply.errors(), 0u);
  reply.error("ERR a");
  reply.error("ERR b");
  EXPECT_EQ(reply.errors(), 2u);
}

}  // namespace
}  // namespace powercut
