#include "powercut/faultfs/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faultfs/litmus/litmus.h"

namespace powercut {
namespace {

using testing::ElementsAre;

std::vector<std::string> described(const Trace& trace) {
  std::vector<std::string> lines;
  for (const Call& call : trace.calls()) lines.push_back(describe(trace, call));
  return lines;
}

// Goal: every call that changes or syncs is in the trace, in order, and a person can read it.
// Method: one call of each kind, and calls that must leave no line: opening what is there, renaming
// onto itself.
TEST(Trace, lists_the_calls_that_matter) {
  Litmus litmus;
  litmus.make_dir("d").create("d/a").create("d/a").write("d/a", 0, "hello").truncate("d/a", 2);
  litmus.sync("d/a").rename("d/a", "d/b").rename("d/b", "d/b").sync_dir("d").replace("d/b");
  litmus.write("d/b", 3, "").remove("d/b").create("a").link("a", "d/c");
  EXPECT_THAT(described(litmus.trace()),
              ElementsAre("mount /", "make_dir d", "open d/a, created", "write d/a at 0, 5 bytes",
                          "truncate d/a to 2 bytes", "sync d/a", "rename d/a to b", "sync_dir d",
                          "open d/b, emptied", "remove d/b", "open a, created", "link a to c"));
  EXPECT_EQ(litmus.trace().bytes_written(), 5U);
}

// Goal: a call that a fault struck is told from one that succeeded. Method: one with and one
// without its work done, and a write that was taken in part.
TEST(Trace, says_which_calls_failed) {
  Litmus litmus{"write#1=no_space+2", "sync#1=io_failed", "remove#1=io_failed+done",
                "rename#1=io_failed", "reserve#2=no_space"};
  litmus.create("a").write("a", 0, "hello").sync("a").rename("a", "b").reserve("a", 9);
  litmus.reserve("a", 9).remove("a");
  EXPECT_THAT(described(litmus.trace()),
              ElementsAre("mount /", "open a, created", "write a at 0, 2 bytes, failed",
                          "sync a, failed", "rename a, failed", "reserve a to 9 bytes",
                          "reserve a to 9 bytes, failed", "remove a, failed"));
  EXPECT_EQ(litmus.trace().calls()[3].effect, Effect::failed_sync_file);
  EXPECT_EQ(litmus.trace().calls()[4].effect, Effect::none);
  EXPECT_EQ(litmus.trace().calls()[6].effect, Effect::none);
  EXPECT_EQ(litmus.trace().calls()[7].effect, Effect::change_entries);
}

// Goal: calls are dated. Method: a clock that stands where the test puts it.
TEST(Trace, dates_its_calls) {
  struct : Clock {
    Duration time{0};
    Duration now() const override { return time; }
  } clock;
  Disk disk;
  Trace trace;
  FaultFileSystem files(disk, {.trace = &trace, .injector = nullptr, .clock = &clock});
  clock.time = Duration(5);
  ASSERT_TRUE(files.make_dir("d").ok());
  clock.time = Duration(9);
  ASSERT_TRUE(files.sync_dir("d").ok());
  EXPECT_EQ(trace.calls()[1].time, Duration(5));
  EXPECT_EQ(trace.calls()[2].time, Duration(9));
}

// Goal: replaying a trace gives the live disk, inode for inode. Method: a trace with each effect.
TEST(Trace, replays_to_the_live_disk) {
  Litmus litmus{"write#2=no_space+2"};
  litmus.make_dir("d").create("a").write("a", 0, "one").create("d/b").write("d/b", 1, "two");
  litmus.rename("a", "d/c").truncate("d/c", 1).create("x").remove("x").replace("d/b");
  litmus.link("d/c", "y");
  Disk disk;
  for (const Call& call : litmus.trace().calls()) {
    apply_call(litmus.trace(), call, call.length, disk);
  }
  EXPECT_EQ(disk_text(disk), "d/ d/b= d/c=o y=o");
  EXPECT_EQ(disk_text(disk), litmus.cache());
  EXPECT_EQ(disk.inode_count(), 5U);
}

}  // namespace
}  // namespace powercut
