#include "powercut/io/clock.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

TEST(system_clock, never_goes_back) {
  const SystemClock clock;
  Duration before = clock.now();
  for (int reading = 0; reading < 1000; ++reading) {
    const Duration after = clock.now();
    ASSERT_LE(before, after);
    before = after;
  }
}

}  // namespace
}  // namespace powercut
