// Goal: files that the store did not make, or did not finish, cost nothing. Method: names and files
// put among its own.
#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::Contains;

using RecoveryStrays = CaskStoreTest;

// Regression: the highest number of any file was believed, and tables by number took so much
// memory.
TEST_F(RecoveryStrays, a_number_that_is_far_from_the_others_is_not_of_this_store) {
  open();
  set("a", "1");
  const std::vector<std::string> far = {"200000000.cut", "4294967294.log", "4294967295.hint"};
  for (const std::string& name : far) {
    write_file(at(name), "");
  }
  reopen();
  for (int number = 0; number < 20; ++number) set(std::to_string(number), std::string(60, 'x'));
  EXPECT_THAT(store_->compact(), is_ok());
  close_and_open();
  expect_contents();
  for (const std::string& name : far) {
    EXPECT_THAT(report_.ignored, Contains(name));
    EXPECT_TRUE(std::filesystem::exists(at(name))) << name;
  }
  for (const SegmentStats& segment : store_->cask_stats().segments) {
    EXPECT_LT(segment.number, 100U);
  }
}

// Regression: two stores of the same age have manifests of the same numbers, and the index of the
// one was taken for that of the other.
TEST_F(RecoveryStrays, the_index_of_another_store_is_not_used) {
  const auto other = CaskStore::open(environment_, directory_.at("other"), small_segments);
  ASSERT_THAT(other, is_ok());
  EXPECT_THAT((*other)->set("another", "value"), is_ok());
  EXPECT_THAT((*other)->close(), is_ok());
  time_.advance(std::chrono::seconds(1));
  open();
  set("a", "1");
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  write_file(at("index"), read_file(directory_.at("other/index")));
  open();
  EXPECT_FALSE(report_.used_checkpoint);
  expect_contents();
}

}  // namespace
}  // namespace powercut
