#include "faultfs/crash_point.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

// Goal: a point that was printed is found again. Method: both kinds, and the largest numbers.
TEST(CrashPoint, parses_what_it_prints) {
  for (CrashPoint point :
       {CrashPoint{0, 0}, CrashPoint{12, 0}, CrashPoint{12, 7}, CrashPoint{0xffffffff, ~0ULL}}) {
    EXPECT_EQ(parse_crash_point(to_text(point)), point);
  }
  EXPECT_EQ(to_text({.call = 12}), "12");
  EXPECT_EQ(to_text({.call = 12, .byte = 7}), "12.7");
}

// Goal: nothing else is taken for a point. Method: one text for each way to be wrong.
TEST(CrashPoint, refuses_other_texts) {
  for (const char* text : {"", ".", "x", "-1", "+1", " 1", "1 ", "1.", "1.0", "1.x", "1.-2",
                           "1.2.3", "1.2 ", "4294967296", "1.18446744073709551616"}) {
    EXPECT_EQ(parse_crash_point(text), std::nullopt) << '"' << text << '"';
  }
}

}  // namespace
}  // namespace powercut
