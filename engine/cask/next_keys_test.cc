// Goal: the keys taken are those that stand first, without a gap, however few may be held. Method:
// the same keys in shuffled order against a sorted list of them.
#include "engine/cask/next_keys.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace powercut {
namespace {

constexpr std::size_t no_limit = SIZE_MAX;
constexpr int walked_keys = 1000;

std::vector<std::string> sorted_keys(bool reverse) {
  std::vector<std::string> keys;
  for (int number = 0; number < walked_keys; ++number) keys.push_back(fmt::format("{:04}", number));
  if (reverse) std::ranges::reverse(keys);
  return keys;
}

std::vector<std::string> taken(bool reverse, std::size_t wanted, std::size_t bytes_max,
                               unsigned seed) {
  std::vector<std::string> keys = sorted_keys(reverse);
  std::ranges::shuffle(keys, std::mt19937(seed));
  NextKeys next(reverse, wanted, bytes_max);
  for (const std::string& key : keys) next.add(key);
  return next.take();
}

TEST(NextKeys, takes_as_many_as_are_wanted_from_either_end) {
  for (const bool reverse : {false, true}) {
    const std::vector<std::string> all = sorted_keys(reverse);
    for (const std::size_t wanted : {1, 2, 63, 64, 500, 999, 1000, 1001}) {
      const std::size_t count = std::min(wanted, all.size());
      EXPECT_EQ(taken(reverse, wanted, no_limit, 1),
                std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)))
          << wanted;
    }
    EXPECT_EQ(taken(reverse, no_limit, no_limit, 1), all);
  }
}

TEST(NextKeys, leaves_no_gap_where_not_all_may_be_held) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    for (const std::size_t bytes_max : {0, 36, 100, 1000, 10000}) {
      const std::vector<std::string> all = sorted_keys(seed % 2 == 1);
      const std::vector<std::string> keys = taken(seed % 2 == 1, no_limit, bytes_max, seed);
      ASSERT_GE(keys.size(), 1U);
      EXPECT_LE(keys.size(), std::max<std::size_t>(1, bytes_max / (sizeof(std::string) + 4)));
      EXPECT_TRUE(std::equal(keys.begin(), keys.end(), all.begin())) << keys.size();
    }
  }
}

TEST(NextKeys, holds_one_key_however_long_it_is) {
  NextKeys next(false, no_limit, 10);
  next.add(std::string(100, 'b'));
  next.add(std::string(100, 'a'));
  EXPECT_THAT(next.take(), testing::ElementsAre(std::string(100, 'a')));
}

}  // namespace
}  // namespace powercut
