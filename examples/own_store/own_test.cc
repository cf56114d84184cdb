// The same in a GoogleTest. A finding comes with the command that shows it again.
#include <gtest/gtest.h>
#include <powercut/harness/check_store.h>

#include "whole_map.h"

TEST(WholeMap, keeps_what_it_acknowledged) {
  powercut::CheckResult result = powercut::check_store(whole_map("whole-map", true));
  EXPECT_TRUE(result.holds()) << result;
}

TEST(WholeMap, loses_values_without_the_sync) {
  powercut::CheckResult result =
      powercut::check_store(whole_map("unsynced", false), {.models = {"ext4", "xfs"}});
  EXPECT_TRUE(result.found(powercut::FindingKind::invented)) << result;
}
