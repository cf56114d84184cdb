#include "server/protocol/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace powercut {
namespace {

TEST(number_text, reads_integers_in_their_one_form) {
  EXPECT_EQ(parse_integer("0"), 0);
  EXPECT_EQ(parse_integer("7"), 7);
  EXPECT_EQ(parse_integer("-1"), -1);
  EXPECT_EQ(parse_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
}

TEST(number_text, refuses_integers_in_any_other_form) {
  for (const std::string_view text :
       {"", "-", "+1", " 1", "1 ", "01", "-0", "-01", "00", "1.0", "0x1", "1e3", "--1", "1a", "a",
        "9223372036854775808", "-9223372036854775809", "99999999999999999999",
        "111111111111111111111"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_integer(std::string_view("1\0", 2)), std::nullopt);
}

TEST(number_text, writes_integers_to_the_end_of_a_text) {
  std::string text = "n=";
  append_integer(text, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(text, "n=-9223372036854775808");
}

TEST(number_text, reads_floats_as_strtold_does) {
  EXPECT_EQ(parse_float("3.0e3"), 3000.0L);
  EXPECT_EQ(parse_float(".5"), 0.5L);
  EXPECT_EQ(parse_float("+1."), 1.0L);
  EXPECT_EQ(parse_float("0x10"), 16.0L);
  EXPECT_TRUE(std::isinf(parse_float("-inf").value_or(0)));
}

TEST(number_text, refuses_floats_that_are_none) {
  for (const std::string_view text : {"", " 1", "1 ", "abc", "1a", "nan", "-nan", "1e", ".", "1,5",
                                      "1e5000", "-1e5000", "1e-5000"}) {
    EXPECT_EQ(parse_float(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_float(std::string_view("1\0", 2)), std::nullopt);
  EXPECT_EQ(parse_float(std::string(6000, '1')), std::nullopt);
}

TEST(number_text, writes_floats_short_and_without_an_exponent) {
  EXPECT_EQ(float_text(0.1L + 0.2L), "0.3");
  EXPECT_EQ(float_text(3000.0L), "3000");
  EXPECT_EQ(float_text(-0.5L), "-0.5");
  EXPECT_EQ(float_text(1e-17L), "0.00000000000000001");
  EXPECT_EQ(float_text(1e-18L), "0");
  EXPECT_EQ(float_text(-1e-18L), "0");
  EXPECT_EQ(float_text(-0.0L), "0");
  EXPECT_EQ(float_text(100.0L), "100");
  EXPECT_EQ(float_text(123456789012345678.0L), "123456789012345678");
  EXPECT_EQ(float_text(std::numeric_limits<long double>::max()).size(), 4933u);
}

}  // namespace
}  // namespace powercut
