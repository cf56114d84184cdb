#include "faultfs/pending/byte_subset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace powercut {
namespace {

std::string text_of(std::uint64_t number, std::uint64_t unit_bytes) {
  ByteSubset subset(number, unit_bytes);
  std::string text;
  for (std::uint64_t byte = 0; byte < unit_bytes; ++byte) text += subset.has(byte) ? 'x' : '.';
  return text;
}

// Goal: each subset of a short unit has one number, but those that a cut leaves.
TEST(ByteSubset, of_a_short_unit_each_is_there_once) {
  for (std::uint64_t bytes = 0; bytes <= ByteSubset::exact_bytes_max; ++bytes) {
    std::set<std::string> texts;
    for (std::uint64_t number = 0; number < ByteSubset::count(bytes); ++number) {
      std::string text = text_of(number, bytes);
      EXPECT_FALSE(std::ranges::is_sorted(text, std::greater())) << text << " is a front part";
      texts.insert(text);
    }
    EXPECT_EQ(texts.size(), (std::uint64_t{1} << bytes) - bytes - 1);
  }
  EXPECT_EQ(text_of(0, 3) + " " + text_of(1, 3) + " " + text_of(2, 3) + " " + text_of(3, 3),
            ".x. ..x x.x .xx");
}

// Goal: each number of a longer unit draws another subset, and about half of the bytes are there.
TEST(ByteSubset, of_a_long_unit_they_are_drawn) {
  constexpr std::uint64_t bytes = 512;
  constexpr std::uint64_t numbers = 1000;
  EXPECT_EQ(ByteSubset::count(bytes), 1U << 30);
  std::set<std::string> texts;
  std::vector<std::uint64_t> times(bytes);
  for (std::uint64_t number = 0; number < numbers; ++number) {
    std::string text = text_of(number, bytes);
    for (std::uint64_t byte = 0; byte < bytes; ++byte) times[byte] += text[byte] == 'x';
    texts.insert(std::move(text));
  }
  EXPECT_EQ(texts.size(), numbers);
  EXPECT_GT(*std::ranges::min_element(times), numbers * 2 / 5);
  EXPECT_LT(*std::ranges::max_element(times), numbers * 3 / 5);
}

}  // namespace
}  // namespace powercut
