// Goal: when an explicit compaction returns, the room of the segments that it replaced is free;
// writes meanwhile and afterwards are none of its concern.
#include <gtest/gtest.h>

#include "engine/cask/cask_store_test.h"
#include "engine/io/posix/temporary_directory.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {
namespace {

// Regression: the list of the inputs was held until the call returned, and so were their files.
TEST(CompactAll, removes_the_files_of_its_inputs) {
  TemporaryDirectory directory{memory_directory()};
  PosixFileSystem files;
  SystemClock clock;
  ThreadExecutor executor;
  Environment environment{files, clock, executor};
  const CaskOptions options = {
      .policy = SyncPolicy::never, .segment_bytes = 256, .room_bytes = 0, .compacts = false};
  const auto store = CaskStore::open(environment, directory.at("store"), options);
  ASSERT_TRUE(store.ok());
  for (int number = 0; number < 40; ++number) {
    ASSERT_TRUE((*store)->set("key", std::to_string(number)).ok());
  }
  EXPECT_GT(files.list(directory.at("store"))->size(), 5U);
  ASSERT_TRUE((*store)->compact().ok());
  const auto names = files.list(directory.at("store"));
  ASSERT_TRUE(names.ok());
  std::size_t segments = 0;
  for (const std::string& name : *names) {
    if (name.ends_with(".log")) ++segments;
  }
  EXPECT_EQ(segments, 1U);
}

class CompactAllMeanwhile : public CaskStoreTest {};

// Regression: a step of nothing copied nothing, for ever.
TEST_F(CompactAllMeanwhile, ends_however_small_its_steps_are) {
  CaskOptions options = small_segments;
  options.compaction_step_bytes = 0;
  open(options);
  for (int number = 0; number < 20; ++number)
    set(std::to_string(number % 7), std::to_string(number));
  EXPECT_THAT(store_->compact(), is_ok());
  expect_contents();
}

// Method: a record in a commit of its own, so large that it is written at once, and one behind it,
// of all lengths about the one that just has no room any more.
TEST_F(CompactAllMeanwhile, makes_no_segment_longer_than_it_may_be) {
  CaskOptions options = {
      .policy = SyncPolicy::never, .segment_bytes = 66'000, .room_bytes = 0, .compacts = false};
  for (std::size_t length = 300; length < 400; length += 3) {
    reopen(options);
    set("a", std::string(65'500, 'a'));
    set("b", std::string(length, 'b'));
    EXPECT_THAT(store_->compact(), is_ok());
    for (const SegmentStats& segment : store_->cask_stats().segments) {
      EXPECT_LE(segment.file_bytes, options.segment_bytes) << length;
    }
    expect_contents();
  }
}

// Were the segment that takes commits compacted with the others, what came to it since would go
// with it.
TEST_F(CompactAllMeanwhile, leaves_out_the_segment_that_changes_go_to) {
  open();
  set("before", "1");
  set("changed", "old");
  files_.run_at("sync_data 00000002.log", [&] {
    set("meanwhile", "2");
    set("changed", "new");
  });
  ASSERT_THAT(store_->compact(), is_ok());
  ASSERT_EQ(contents_of(*store_), expected_);
  set("after", "3");
  expect_contents();
  reopen();
  expect_contents();
  EXPECT_THAT(expected_, testing::SizeIs(4)) << "there was such a sync";
}

}  // namespace
}  // namespace powercut
