#include "powercut/faultfs/crash_point.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

// Goal: a point that was printed is found again. Method: both kinds, and the largest numbers.
TEST(CrashPoint, parses_what_it_prints) {
  for (CrashPoint point :
       {CrashPoint{0, 0}, CrashPoint{12, 0}, CrashPoint{12, 7}, CrashPoint{0xffffffff, ~0ULL},
        CrashPoint{12, 0, "k3l1t7g2"}, CrashPoint{12, 7, "t1x1"}, CrashPoint{12, 0, "n12z1"}}) {
    EXPECT_EQ(parse_crash_point(to_text(point)), point);
  }
  EXPECT_EQ(to_text(CrashPoint{.call = 12}), "12");
  EXPECT_EQ(to_text(CrashPoint{.call = 12, .byte = 7}), "12.7");
  EXPECT_EQ(to_text(CrashPoint{.call = 12, .effects = "k3l1"}), "12:k3l1");
}

// Goal: nothing else is taken for a point. Method: one text for each way to be wrong.
TEST(CrashPoint, refuses_other_texts) {
  for (const char* text :
       {"",    ".",     "x",   "-1",   "+1",    " 1",         "1 ",
        "1.",  "1.0",   "1.x", "1.-2", "1.2.3", "1.2 ",       "1:",
        "1:q", "1:k1 ", ":k1", "1>2",  "1!2",   "4294967296", "1.18446744073709551616"}) {
    EXPECT_EQ(parse_crash_point(text), std::nullopt) << '"' << text << '"';
  }
}

// Goal: a way through several crashes is found again, and nothing else is taken for one.
TEST(CrashPath, parses_what_it_prints) {
  for (const char* text : {"3", "3.1", "3:k1>0", "3:k1>4:l2>5.6", "12.7!4:l2", "12!0>1", "12!"}) {
    auto path = parse_crash_path(text);
    ASSERT_TRUE(path.has_value()) << text;
    EXPECT_EQ(to_text(*path), text);
  }
  for (const char* text : {"", ">", "3>", "3>4!5", "3!4!5", "3>>4", "!3", "3>x"}) {
    EXPECT_EQ(parse_crash_path(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace powercut
