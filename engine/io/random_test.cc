#include "powercut/io/random.h"

#include <gtest/gtest.h>

#include <set>

namespace powercut {
namespace {

// Goal: numbers are not the same ones again. That two of so few meet by chance is as likely as
// 1e-13.
TEST(SystemRandom, gives_other_numbers_each_time) {
  std::set<std::uint64_t> numbers;
  for (int count = 0; count < 1000; ++count) numbers.insert(system_random().next());
  for (int count = 0; count < 1000; ++count) numbers.insert(SystemRandom().next());
  EXPECT_EQ(numbers.size(), 2000U);
}

}  // namespace
}  // namespace powercut
