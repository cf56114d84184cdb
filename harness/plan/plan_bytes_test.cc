// Goal: bytes come back from their text, whatever they are, and a count is never paid for before it
// is known to be within the limit. Method: runs of each byte beside each kind of neighbour; texts
// that are wrong in one place; counts at the limit and far beyond it.
#include "powercut/harness/plan_bytes.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

std::string read(std::string_view text) {
  PlanRoom room;
  auto bytes = read_bytes(text, room);
  EXPECT_TRUE(bytes.has_value()) << text;
  return bytes ? *bytes : "";
}

std::string problem_with(std::string_view text) {
  PlanRoom room;
  auto bytes = read_bytes(text, room);
  EXPECT_FALSE(bytes.has_value()) << text;
  return bytes ? "" : bytes.error();
}

TEST(PlanBytes, comes_back_whatever_the_bytes) {
  for (const std::string& piece : {""s, "a"s, "1"s, "*"s, "%"s, "\0"s, "\xff"s, "9*2"s}) {
    for (int byte = 0; byte < 256; ++byte) {
      for (std::size_t times : {1, 2, 7, 8, 9, 1000}) {
        std::string bytes = piece + std::string(times, static_cast<char>(byte)) + piece;
        EXPECT_EQ(read(bytes_as_text(bytes)), bytes) << bytes_as_text(bytes);
      }
    }
  }
}

TEST(PlanBytes, is_what_the_header_shows) {
  EXPECT_EQ(bytes_as_text(std::string(300'000, 'x')), "x*300000");
  EXPECT_EQ(bytes_as_text("v1" + std::string(200, '.') + "1"), "v1.*200%31");
  EXPECT_EQ(bytes_as_text(std::string(9, '\0') + "a"), "%00*9a");
  EXPECT_EQ(bytes_as_text("aaaaaaa"), "aaaaaaa");
  EXPECT_EQ(read("ab*3c*1d"), "abbbcd");
  EXPECT_EQ(read("%2a*3"), "***");
}

TEST(PlanBytes, says_what_is_wrong) {
  for (const char* text : {"*", "*3", "a*3*3"})
    EXPECT_THAT(problem_with(text), HasSubstr("no byte before"));
  for (const char* text : {"a*", "a*x", "a*0", "a*-1", "a*99999999999999999999"}) {
    EXPECT_THAT(problem_with(text), HasSubstr("is no count"));
  }
  for (const char* text : {"%", "%2", "a%zz", "%-1", "%+1"}) {
    EXPECT_THAT(problem_with(text), HasSubstr("is no byte"));
  }
}

TEST(PlanBytes, keeps_to_the_room_there_is) {
  EXPECT_THAT(problem_with("a*18446744073709551615"), HasSubstr("64 MiB"));
  EXPECT_THAT(problem_with("a*67108864b"), HasSubstr("64 MiB"));
  PlanRoom room(10);
  EXPECT_TRUE(read_bytes("a*6", room).has_value());
  EXPECT_FALSE(read_bytes("b*5", room).has_value());
  EXPECT_TRUE(read_bytes("b*4", room).has_value());
  EXPECT_FALSE(read_bytes("c", room).has_value());
  EXPECT_TRUE(read_bytes("", room).has_value());
}

}  // namespace
}  // namespace powercut
