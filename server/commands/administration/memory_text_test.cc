#include "server/commands/administration/memory_text.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

TEST(memory_text, reads_sizes_as_people_write_them) {
  EXPECT_EQ(parse_bytes("0"), 0u);
  EXPECT_EQ(parse_bytes("1000"), 1000u);
  EXPECT_EQ(parse_bytes("5b"), 5u);
  EXPECT_EQ(parse_bytes("1k"), 1000u);
  EXPECT_EQ(parse_bytes("1KB"), 1024u);
  EXPECT_EQ(parse_bytes("2m"), 2'000'000u);
  EXPECT_EQ(parse_bytes("512mb"), 512u << 20U);
  EXPECT_EQ(parse_bytes("3g"), 3'000'000'000u);
  EXPECT_EQ(parse_bytes("1Gb"), 1u << 30U);
}

TEST(memory_text, refuses_what_is_no_size) {
  for (const std::string_view text : {"", "kb", "-1", "1.5mb", "1 mb", "1x", "1kbb", "+1", "0x1",
                                      "9223372036854775808", "99999999999gb"}) {
    EXPECT_EQ(parse_bytes(text), std::nullopt) << text;
  }
}

TEST(memory_text, writes_sizes_in_two_digits_behind_the_point) {
  EXPECT_EQ(bytes_text(0), "0B");
  EXPECT_EQ(bytes_text(1023), "1023B");
  EXPECT_EQ(bytes_text(1536), "1.50K");
  EXPECT_EQ(bytes_text(std::uint64_t{1} << 30U), "1.00G");
}

}  // namespace
}  // namespace powercut
