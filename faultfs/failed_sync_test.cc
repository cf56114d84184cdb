// Litmus tests of what a failed sync leaves, by the facts that unsynced_changes.h tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faultfs/litmus.h"
#include "faultfs/unsynced_changes.h"

namespace powercut {
namespace {

using testing::ElementsAre;

// "a" is on disk and holds "old".
Litmus& prepared(Litmus& litmus) {
  return litmus.create("a").write("a", 0, "old").sync_dir("/").remount();
}

// Goal: trying again and getting ok brings nothing back after a power loss; after a process kill
// all is there. Method: write, failed sync, good sync.
TEST(FailedSync, retry_that_says_ok_loses_the_data) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEW!").sync("a").sync("a");
  EXPECT_THAT(litmus.states("in-order"),
              ElementsAre("0 a=old", "1.1 a=Nld", "1.2 a=NEd", "1.3 a=NEW", "1.4 a=NEW!",
                          "1 a=NEW!", "2 a=old0", "3 a=old0"));
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 a=old", "1 a=old", "2 a=old0", "3 a=old0"));
  EXPECT_EQ(litmus.last_state("process-kill"), "3 a=NEW!");
  EXPECT_EQ(litmus.cache(), "a=NEW!");
}

// Goal: a page that is written again takes back with it all that was lost on it. Method: one byte
// on the page, cut before and after it; then a good sync.
TEST(FailedSync, page_written_again_brings_all_back) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEW").sync("a").write("a", 3, "!").sync("a");
  EXPECT_THAT(litmus.states("in-order"),
              ElementsAre("0 a=old", "1.1 a=Nld", "1.2 a=NEd", "1.3 a=NEW", "1 a=NEW", "2 a=old",
                          "3.1 a=NEW!", "3 a=NEW!", "4 a=NEW!"));
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 a=old", "1 a=old", "2 a=old", "3 a=old", "4 a=NEW!"));
}

// Goal: each page that was lost stays lost until it is written again. Method: two failures, two
// pages; then a byte on the second, then one on the first.
TEST(FailedSync, several_failures_follow_each_other) {
  constexpr std::uint64_t page = UnsyncedChanges::page_bytes;
  Litmus litmus{"sync#1=io_failed*2"};
  prepared(litmus).write("a", 0, "N").sync("a").write("a", page, "2").sync("a");
  std::string hole(page - 3, '0');
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "4 a=old" + hole + "0") << model;
  }
  litmus.write("a", page + 1, "!").sync("a");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "6 a=old" + hole + "2!") << model;
  }
  litmus.write("a", 1, "E").sync("a");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "8 a=NEd" + hole + "2!") << model;
  }
}

// Goal: two files fail apart. Method: the sync of one fails; the other was written, not synced.
TEST(FailedSync, other_files_are_untouched) {
  Litmus litmus{"sync:a#1=io_failed"};
  prepared(litmus).create("b").write("a", 0, "A").write("b", 0, "B").sync("a").sync("b");
  litmus.sync_dir("/");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "6 a=old b=B") << model;
  }
}

// Goal: a rename after a failed sync carries the lost file. Method: the classic replacement, its
// sync failed and ignored.
TEST(FailedSync, renamed_file_has_lost_its_bytes) {
  Litmus litmus{"sync:t#1=io_failed"};
  prepared(litmus).create("t").write("t", 0, "NEW").sync("t").rename("t", "a").sync_dir("/");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "5 a=000") << model;
  }
  EXPECT_EQ(litmus.last_state("process-kill"), "5 a=NEW");
}

// Goal: a truncate takes out of the cache what was lost behind it. Method: cut, sync, extend, and
// dirty the page.
TEST(FailedSync, truncate_forgets_what_was_lost) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEWER").sync("a").truncate("a", 1).write("a", 3, "!").sync("a");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "5 a=N00!") << model;
  }
}

}  // namespace
}  // namespace powercut
