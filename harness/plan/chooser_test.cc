#include "powercut/harness/chooser.h"

#include <gmock/gmock.h>

#include <array>
#include <vector>

namespace powercut {
namespace {

using testing::ElementsAre;

// Goal: a seed means the same on every machine and with every compiler. Method: the reference
// outputs of SplitMix64 for the seed 1234567, as its authors publish them.
TEST(Chooser, gives_the_published_numbers_of_splitmix64) {
  Chooser chooser(1234567);
  std::vector<std::uint64_t> numbers;
  for (int draw = 0; draw < 5; ++draw) numbers.push_back(chooser.next());
  EXPECT_THAT(numbers, ElementsAre(6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                   4593380528125082431U, 16408922859458223821U));
}

// Goal: the draws of a seed never change, or the ids of old findings would show other runs.
TEST(Chooser, draws_the_same_for_a_seed_for_ever) {
  Chooser chooser(1);
  std::vector<std::uint64_t> numbers;
  for (int draw = 0; draw < 6; ++draw) numbers.push_back(chooser.below(100));
  for (int draw = 0; draw < 6; ++draw) numbers.push_back(chooser.zipfian_below(100));
  for (int draw = 0; draw < 6; ++draw) numbers.push_back(chooser.between(7, 9));
  EXPECT_THAT(numbers, ElementsAre(65, 19, 90, 35, 61, 48, 56, 10, 2, 38, 5, 15, 9, 8, 8, 9, 7, 9));
}

TEST(Chooser, stays_within_its_bounds_and_reaches_both_ends) {
  Chooser chooser(3);
  std::array<int, 4> below{};
  std::array<int, 4> zipfian{};
  std::array<int, 7> between{};
  for (int draw = 0; draw < 1000; ++draw) {
    ++below.at(chooser.below(4));
    ++zipfian.at(chooser.zipfian_below(4));
    ++between.at(chooser.between(3, 6));
    EXPECT_EQ(chooser.below(1), 0U);
    EXPECT_EQ(chooser.zipfian_below(1), 0U);
    EXPECT_FALSE(chooser.chance(0));
    EXPECT_TRUE(chooser.chance(100));
  }
  EXPECT_THAT(below, testing::Each(testing::Gt(0)));
  EXPECT_THAT(zipfian, testing::Each(testing::Gt(0)));
  EXPECT_THAT(between,
              ElementsAre(0, 0, 0, testing::Gt(0), testing::Gt(0), testing::Gt(0), testing::Gt(0)));
}

// Goal: zipfian is what it says. Method: with a weight of 1/(rank + 1), inverted continuously, the
// share of ranks below r of n is log(r + 1)/log(n + 1); held to within two percent.
TEST(Chooser, zipfian_gives_low_numbers_their_larger_share) {
  constexpr int draws = 100'000;
  constexpr std::uint64_t bound = 1000;
  Chooser chooser(4);
  std::vector<int> counts(bound);
  for (int draw = 0; draw < draws; ++draw) ++counts[chooser.zipfian_below(bound)];
  double seen = 0;
  for (std::uint64_t rank = 0; rank < bound; ++rank) {
    seen += counts[rank];
    double share = std::log(static_cast<double>(rank) + 2) / std::log(bound + 1.0);
    EXPECT_NEAR(seen / draws, share, 0.02) << rank;
  }
  EXPECT_GT(counts[0], 30 * counts[100]);
}

}  // namespace
}  // namespace powercut
