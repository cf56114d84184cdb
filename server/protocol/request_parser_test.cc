#include "server/protocol/request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Everything that came of a stream, in words: what a whole stream and the same one in pieces must
// have in common.
class Stream {
 public:
  explicit Stream(const RequestLimits& limits = {}, bool is_stranger = false)
      : limits_(limits), is_stranger_(is_stranger) {}

  // The bytes are copied, so that a view kept for too long is noticed by a sanitizer.
  void receive(std::string_view bytes) {
    auto grown = std::make_unique<std::string>(*unread_ + std::string(bytes));
    unread_ = std::move(grown);
    while (!failed_ && parse_one()) {
    }
  }

  std::vector<std::string> seen;
  std::size_t unread_bytes() const { return unread_->size(); }
  const RequestParser& parser() const { return parser_; }

 private:
  bool parse_one() {
    switch (parser_.next(*unread_, limits_, is_stranger_)) {
      case RequestParser::Outcome::incomplete:
        return false;
      case RequestParser::Outcome::empty:
        seen.emplace_back("empty");
        break;
      case RequestParser::Outcome::arguments: {
        std::string text = "arguments";
        for (const std::string_view argument : parser_.arguments()) {
          text += " <" + std::string(argument) + ">";
        }
        seen.push_back(text);
        break;
      }
      case RequestParser::Outcome::line:
        seen.push_back("line <" + std::string(parser_.line()) + ">" +
                       (parser_.line_ends_in_crlf() ? " crlf" : ""));
        break;
      case RequestParser::Outcome::failed:
        failed_ = true;
        seen.push_back(parser_.error());
        return false;
    }
    unread_->erase(0, parser_.consumed());
    return true;
  }

  RequestLimits limits_;
  bool is_stranger_;
  RequestParser parser_;
  std::unique_ptr<std::string> unread_ = std::make_unique<std::string>();
  bool failed_ = false;
};

std::vector<std::string> parsed(std::string_view bytes, const RequestLimits& limits = {},
                                bool is_stranger = false) {
  Stream stream(limits, is_stranger);
  stream.receive(bytes);
  return stream.seen;
}

TEST(request_parser, cuts_arrays_into_arguments) {
  EXPECT_THAT(parsed("*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n$4\r\nPING\r\n"),
              ElementsAre("arguments <GET> <a>", "arguments <PING>"));
  EXPECT_THAT(parsed("*2\r\n$0\r\n\r\n$4\r\n\r\n*1\r\n"), ElementsAre("arguments <> <\r\n*1>"));
}

TEST(request_parser, takes_an_array_of_nothing_for_nothing) {
  EXPECT_THAT(parsed("*0\r\n*-1\r\n*-9\r\nPING\r\n"),
              ElementsAre("empty", "empty", "empty", "line <PING> crlf"));
}

TEST(request_parser, gives_lines_with_how_they_ended) {
  EXPECT_THAT(parsed("GET a\r\nGET b\n\r\n\n"),
              ElementsAre("line <GET a> crlf", "line <GET b>", "line <> crlf", "line <>"));
  EXPECT_THAT(parsed("GET a"), ElementsAre());
}

constexpr std::string_view streams[] = {
    "*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n$4\r\nPING\r\n",
    "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$6\r\n\r\n*1\r\n\r\nGET a\r\n",
    "*0\r\nPING\r\n*-1\r\n\n*1\r\n$1\r\nx\r\n",
    "line one\nline two\r\n\r\r\n",
    "*1\r\n$4\r\nPINGxx*1\r\n",
    "*1\r\n$4\r\nPING\rx*1\r\n",
    "*x\r\n*1\r\n",
    "*\r\n",
    "*1\rX$1\r\na\r\n",
    "*1\r\n$-1\r\n",
    "*1\r\n$x\r\n",
    "*1\r\nPING\r\n",
    "*1\r\n:1\r\n",
    "*1\r\n\r\n$1\r\na\r\n",
    "*9999999999\r\n",
    "*1\r\n$536870913\r\n",
    "*2\r\n$1\r\na\r\n*1\r\n",
};

// Goal: in however many pieces the bytes come, the same comes of them.
TEST(request_parser, does_not_care_how_the_bytes_are_cut) {
  for (const std::string_view bytes : streams) {
    const std::vector<std::string> whole = parsed(bytes);
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
      for (std::size_t second = first; second <= bytes.size(); ++second) {
        Stream stream;
        stream.receive(bytes.substr(0, first));
        stream.receive(bytes.substr(first, second - first));
        stream.receive(bytes.substr(second));
        ASSERT_EQ(stream.seen, whole) << bytes << " cut at " << first << " and " << second;
      }
    }
    Stream stream;
    for (const char byte : bytes) stream.receive(std::string_view(&byte, 1));
    EXPECT_EQ(stream.seen, whole) << bytes << " byte by byte";
  }
}

TEST(request_parser, says_what_is_wrong_in_the_words_of_redis) {
  EXPECT_THAT(parsed("*x\r\n"), ElementsAre("Protocol error: invalid multibulk length"));
  EXPECT_THAT(parsed("*01\r\n"), ElementsAre("Protocol error: invalid multibulk length"));
  EXPECT_THAT(parsed("*1\r\nPING\r\n"), ElementsAre("Protocol error: expected '$', got 'P'"));
  EXPECT_THAT(parsed("*1\r\n$-1\r\n"), ElementsAre("Protocol error: invalid bulk length"));
}

TEST(request_parser, refuses_a_bulk_that_does_not_end_where_it_said) {
  EXPECT_THAT(parsed("*1\r\n$4\r\nPINGPONG\r\n"),
              ElementsAre("Protocol error: invalid bulk length"));
}

// Goal: a request over a limit is refused by its announcement, before the bytes come.
TEST(request_parser, refuses_what_is_over_a_limit_at_once) {
  const RequestLimits limits{.arguments_max = 3, .argument_bytes_max = 5, .line_bytes_max = 8};
  EXPECT_THAT(parsed("*3\r\n", limits), ElementsAre());
  EXPECT_THAT(parsed("*4\r\n", limits), ElementsAre("Protocol error: invalid multibulk length"));
  EXPECT_THAT(parsed("*1\r\n$5\r\n", limits), ElementsAre());
  EXPECT_THAT(parsed("*1\r\n$6\r\n", limits), ElementsAre("Protocol error: invalid bulk length"));
  EXPECT_THAT(parsed("12345678\n", limits), ElementsAre("line <12345678>"));
  EXPECT_THAT(parsed("12345678", limits), ElementsAre());
  EXPECT_THAT(parsed("123456789", limits), ElementsAre("Protocol error: too big inline request"));
  EXPECT_THAT(parsed("123456789\n", limits), ElementsAre("Protocol error: too big inline request"));
}

TEST(request_parser, does_not_wait_for_ever_for_the_end_of_a_header) {
  const std::string digits(70000, '1');
  EXPECT_THAT(parsed("*" + digits), ElementsAre("Protocol error: too big mbulk count string"));
  EXPECT_THAT(parsed("*1\r\n$" + digits), ElementsAre("Protocol error: too big bulk count string"));
}

TEST(request_parser, lets_strangers_have_less) {
  EXPECT_THAT(parsed("*10\r\n", {}, true), ElementsAre());
  EXPECT_THAT(parsed("*11\r\n", {}, true),
              ElementsAre("Protocol error: unauthenticated multibulk length"));
  EXPECT_THAT(parsed("*1048577\r\n", {}, true),
              ElementsAre("Protocol error: unauthenticated multibulk length"));
  EXPECT_THAT(parsed("*2147483648\r\n", {}, true),
              ElementsAre("Protocol error: invalid multibulk length"));
  EXPECT_THAT(parsed("*1\r\n$16384\r\n", {}, true), ElementsAre());
  EXPECT_THAT(parsed("*1\r\n$16385\r\n", {}, true),
              ElementsAre("Protocol error: unauthenticated bulk length"));
}

TEST(request_parser, tells_how_many_bytes_it_needs) {
  Stream stream;
  stream.receive("*2\r\n$3\r\nGET\r\n");
  EXPECT_EQ(stream.parser().bytes_needed(), 0u);
  stream.receive("$1000\r\nabc");
  EXPECT_EQ(stream.parser().bytes_needed(), stream.unread_bytes() - 3 + 1000 + 2);
  stream.receive(std::string(997, 'x') + "\r\n");
  EXPECT_EQ(stream.parser().bytes_needed(), 0u);
  EXPECT_EQ(stream.unread_bytes(), 0u);
}

// Goal: a request in many pieces costs what it costs in one. That no byte is looked at again shows
// in what has changed since unnoticed.
TEST(request_parser, does_not_look_at_bytes_again) {
  RequestParser parser;
  EXPECT_EQ(parser.next("aaaa", {}, false), RequestParser::Outcome::incomplete);
  EXPECT_EQ(parser.next("\n\n\n\na", {}, false), RequestParser::Outcome::incomplete);
  EXPECT_EQ(parser.next("aaaaa\n", {}, false), RequestParser::Outcome::line);
  EXPECT_EQ(parser.next("*2\r\n$4\r\nECHO\r\n$1", {}, false), RequestParser::Outcome::incomplete);
  EXPECT_EQ(parser.next("*x\r\n:4\r\nPING\r\n$1\r\na\r\n", {}, false),
            RequestParser::Outcome::arguments);
  EXPECT_EQ(parser.arguments()[0], "PING");
  EXPECT_EQ(parser.next("*1111", {}, false), RequestParser::Outcome::incomplete);
  EXPECT_EQ(parser.next("*\r\n1111", {}, false), RequestParser::Outcome::incomplete);
}

TEST(request_parser, takes_more_arguments_than_it_keeps_room_for) {
  std::string bytes = "*5000\r\n";
  for (int index = 0; index < 5000; ++index) bytes += "$1\r\nx\r\n";
  const std::vector<std::string> seen = parsed(bytes + "*1\r\n$1\r\ny\r\n");
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_THAT(seen[0], HasSubstr("<x> <x>"));
  EXPECT_EQ(seen[0].size(), std::string("arguments").size() + 5000 * 4);
  EXPECT_EQ(seen[1], "arguments <y>");
}

}  // namespace
}  // namespace powercut
