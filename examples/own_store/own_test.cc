// The same in a GoogleTest. A finding comes with the command that shows it again.
#include <gtest/gtest.h>
#include <powercut/harness/check_store.h>

#include "whole_map.h"

TEST(WholeMap, keeps_what_it_acknowledged) {
  powercut::CheckResult result = powercut::check_store(whole_map("whole-map", true));
  EXPECT_TRUE(result.holds()) << result;
}
