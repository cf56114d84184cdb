// The same in a GoogleTest. A finding comes with the command that shows it again.
#include <gtest/gtest.h>
#include <powercut/harness/check_store.h>

#include "file_per_key.h"

TEST(FilePerKey, keeps_what_it_acknowledged) {
  powercut::CheckResult result = powercut::check_store(file_per_key("file-per-key", true));
  EXPECT_TRUE(result.holds()) << result;
}

TEST(FilePerKey, loses_values_without_the_sync) {
  powercut::CheckResult result =
      powercut::check_store(file_per_key("unsynced", false), {.models = {"ext4", "xfs"}});
  EXPECT_TRUE(result.found(powercut::FindingKind::invented)) << result;
}
