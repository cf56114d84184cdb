// Goal: JSON is read in time that grows as it does, and is refused with one short line of printable
// ASCII. Method: large texts that are awkward in one way each; texts with a mistake.
#include "harness/plan/strict_json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <ctime>

namespace powercut {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

std::string text_problem(std::string_view text) {
  auto json = parse_json(text);
  return json ? "" : json.error();
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int time = 0; time < times; ++time) all += text;
  return all;
}

TEST(parse_json, gives_what_the_library_gives) {
  for (const char* text :
       {R"({"z":1,"a":[true,false,null,-3,1.5,"\u00fc\n",[],{}],"m":{"a":{"b":[[1],[2]]}}})", "[]",
        "{}", "3", "-0", "18446744073709551615", "18446744073709551616", "\"text\"", "null"}) {
    auto json = parse_json(text);
    ASSERT_TRUE(json.has_value()) << json.error();
    EXPECT_EQ(json->dump(), Json::parse(text).dump());
    EXPECT_EQ(json->type(), Json::parse(text).type()) << text;
  }
}

// Where it takes the square of the elements or names it takes minutes.
TEST(parse_json, takes_no_longer_than_the_text_is_long) {
  std::string names;
  for (int name = 0; name < 300'000; ++name) names += fmt::format("\"{}\":0,", name);
  const std::clock_t start = std::clock();  // of this process: a busy machine counts for nothing
  for (const std::string& text :
       {"[" + repeated("{},", 300'000) + "{}]", "[" + repeated("[],", 300'000) + "[]]",
        "[" + repeated(R"({"a":{"b":1}},)", 300'000) + "0]", "{" + names + "\"last\":0}"}) {
    EXPECT_EQ(text_problem(text), "");
  }
  EXPECT_LT(std::clock() - start, 20 * CLOCKS_PER_SEC);
}

TEST(parse_json, refuses_a_name_that_is_there_twice) {
  EXPECT_EQ(text_problem(R"({"a":1,"b":{"a":1},"a":2})"), "the name 'a' is there twice");
  EXPECT_EQ(text_problem(R"([{"a":{"b":1,"b":1}}])"), "the name 'b' is there twice");
  EXPECT_EQ(text_problem(R"([{"a":1},{"a":1}])"), "");
}

TEST(parse_json, refuses_what_is_nested_too_deep) {
  EXPECT_EQ(text_problem(repeated("[", 33) + repeated("]", 33)), "");
  EXPECT_EQ(text_problem(repeated("[", 34)), "nested too deep");
  EXPECT_EQ(text_problem(repeated("{\"a\":", 34)), "nested too deep");
}

TEST(parse_json, says_in_one_short_line_of_printable_bytes_what_is_wrong) {
  for (const std::string& text :
       {std::string("["), std::string("[1,]"), std::string("{\"a\":1"), std::string("\"\xc3\""),
        std::string("\x1b[31m"), std::string("\xff\xfe"), std::string("[1e999]"),
        std::string("\"\xc3\xbc\n"), "\"" + repeated("\xc3\xbc", 100'000), std::string("[\0]", 3),
        "{\"" + repeated("\xc2\x9b", 50'000) + "\":1,\"" + repeated("\xc2\x9b", 50'000) +
            "\":1}"}) {
    std::string problem = text_problem(text);
    EXPECT_GT(problem.size(), 5U);
    EXPECT_LT(problem.size(), 800U);
    for (char byte : problem) EXPECT_TRUE(byte >= ' ' && byte <= '~') << problem;
  }
  EXPECT_THAT(text_problem("\"\xc3\xbc"), HasSubstr("not JSON: line 1, column 4: "));
  EXPECT_THAT(text_problem("\"\xc3\xbc"), HasSubstr("\\xc3\\xbc"));
}

TEST(in_quotes, shows_a_text_of_any_bytes_and_length) {
  EXPECT_EQ(in_quotes("a b"), "'a b'");
  EXPECT_EQ(in_quotes("\x1b\n\xc3\xbc\x7f"), "'\\x1b\\x0a\\xc3\\xbc\\x7f'");
  EXPECT_EQ(in_quotes(std::string(80, 'a')), "'" + std::string(80, 'a') + "'");
  EXPECT_EQ(in_quotes(std::string(1000, 'a')), "'" + std::string(80, 'a') + "' ... (1000 bytes)");
}

TEST(JsonPlace, takes_a_zero_with_a_sign) {
  auto json = parse_json("[-0, -1]");
  JsonPlace place(*json, "units");
  EXPECT_EQ(place.at(0).count(10), 0U);
  try {
    place.at(1).count(10);
    FAIL() << "a negative number was taken";
  } catch (const BadJson& bad) {
    EXPECT_EQ(bad.problem, "units[1]: -1 is negative");
  }
}

}  // namespace
}  // namespace powercut
