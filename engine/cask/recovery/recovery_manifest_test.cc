// Goal: which manifest counts never changes under a process that has relied on it (S1). Method: the
// calls of an open and of the first change after it, noted.
#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::Contains;

using RecoveryManifest = CaskStoreTest;

// Regression: a manifest that said where a segment ends was believed while it was in the cache
// alone. Behind that end stood a remove whose writing had failed. Power was cut, the manifest gone,
// and by the older one the remove was part of the log: an answer to a reader was taken back (D5).
TEST_F(RecoveryManifest, makes_the_one_that_it_reads_durable_before_the_store_is_open) {
  open();
  set("a", "1");
  store_.reset();
  files_.take_calls();
  ASSERT_THAT(try_open(), is_ok());
  const std::vector<std::string> calls = files_.take_calls();
  EXPECT_THAT(calls, Contains("sync_data manifest-1"));
  EXPECT_THAT(calls, Contains("sync_dir"));
  files_.fail("sync_data manifest-1");
  EXPECT_THAT(try_open(), fails_with(ErrorCode::io_failed));
}

// Regression: a torn manifest was written over. Only the last bytes of the new one came to the
// disk, those that the torn one lacked and which were the same in both: it was whole, and counted,
// though the store had been opened, and read, without it.
TEST_F(RecoveryManifest, leaves_nothing_of_a_torn_one_before_it_writes_in_its_place) {
  open();
  set("a", "1");
  store_.reset();
  // The older one: it names no segment.
  const std::string torn = "manifest-0";
  const std::string bytes = read_file(at(torn));
  write_file(at(torn), bytes.substr(0, bytes.size() - 1));
  open();
  expect_contents();
  set("c", "3");
  const std::vector<std::string> calls = files_.take_calls();
  const auto emptied = std::ranges::find(calls, "open " + torn + " replace");
  ASSERT_NE(emptied, calls.end());
  const auto written = std::ranges::find(calls, "write " + torn);
  ASSERT_LT(emptied, written);
  EXPECT_EQ(std::count(emptied, written, "sync_data " + torn), 1);
  reopen();
  expect_contents();
}

}  // namespace
}  // namespace powercut
