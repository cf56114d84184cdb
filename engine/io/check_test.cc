
#include <gtest/gtest.h>

#include "engine/io/macros.h"

namespace powercut {
namespace {

TEST(check_death, names_the_condition_and_its_place_and_aborts) {
  EXPECT_EXIT(CHECK(1 + 1 == 3), testing::KilledBySignal(SIGABRT),
              "check_test.cc:[0-9]+: CHECK failed: 1 \\+ 1 == 3");
}

TEST(check, evaluates_its_condition_once_and_goes_on) {
  int evaluations = 0;
  CHECK(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

}  // namespace
}  // namespace powercut
