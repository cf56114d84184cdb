// Goal: zeros are counted to the byte, wherever they begin and end, and one byte ends them.
#include "engine/tools/check/zeros.h"

#include <gtest/gtest.h>

#include <string>

namespace powercut {
namespace {

TEST(Zeros, are_counted_to_the_byte_from_both_ends) {
  for (std::size_t zeros = 0; zeros < 40; ++zeros) {
    for (std::size_t others = 0; others < 20; ++others) {
      const std::string zero_run(zeros, '\0');
      const std::string other_run(others, '\x80');
      EXPECT_EQ(zeros_at_front(as_bytes(zero_run + other_run)), zeros);
      EXPECT_EQ(bytes_without_zeros(as_bytes(other_run + zero_run)), others);
    }
  }
}

TEST(Zeros, of_one_run_alone_are_counted) {
  const std::string bytes("\0\0a\0\0\0b\0", 8);
  EXPECT_EQ(zeros_at_front(as_bytes(bytes)), 2);
  EXPECT_EQ(bytes_without_zeros(as_bytes(bytes)), 7);
}

}  // namespace
}  // namespace powercut
