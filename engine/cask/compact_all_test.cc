// Goal: an explicit compaction leaves the room of what it replaced free, when it returns.
#include <gtest/gtest.h>

#include "engine/cask/cask_store.h"
#include "engine/io/posix_file_system.h"
#include "engine/io/temporary_directory.h"
#include "engine/io/thread_executor.h"

namespace powercut {
namespace {

// Regression: the list of the inputs was held until the call returned, and so were their files.
TEST(CompactAll, removes_the_files_of_its_inputs) {
  TemporaryDirectory directory;
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

}  // namespace
}  // namespace powercut
