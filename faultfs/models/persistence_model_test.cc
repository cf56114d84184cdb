// Litmus tests: a few calls, and the exact list of states that each model leaves of them.
#include "powercut/faultfs/persistence_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "faultfs/litmus/litmus.h"

namespace powercut {
namespace {

using testing::ElementsAre;

// Goal: syncing a file does not make its name durable (what a harness is blind to when its sync
// does both). Method: create, write, sync; only then sync the directory.
TEST(PersistenceModel, file_synced_without_its_directory_can_be_lost) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "xy").sync("a").sync_dir("/");
  EXPECT_THAT(litmus.states("synced-only"), ElementsAre("0 -", "1 -", "2 -", "3 -", "4 a=xy"));
  EXPECT_THAT(litmus.states("in-order"),
              ElementsAre("0 -", "1 a=", "2.1 a=x", "2.2 a=xy", "2 a=xy", "3 a=xy", "4 a=xy"));
  EXPECT_EQ(litmus.states("process-kill"), litmus.states("in-order"));
}

// Goal: the other way round, too. Method: sync the directory, never the file.
TEST(PersistenceModel, directory_sync_does_not_sync_file_bytes) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "xy").sync_dir("/").write("a", 2, "z").sync("a");
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 -", "1 -", "2 -", "3 a=", "4 a=", "5 a=xyz"));
}

// Goal: closing a file syncs nothing (RocksDB's test file system hid #10560 so). Method: every call
// of a litmus test opens the file and closes it again; none of them is a sync.
TEST(PersistenceModel, close_syncs_nothing) {
  Litmus litmus;
  litmus.create("a").sync_dir("/").remount().write("a", 0, "x").write("a", 1, "y");
  EXPECT_THAT(litmus.states("synced-only"), ElementsAre("0 a=", "1 a=", "2 a="));
}

// Goal: a remove is undone until the directory is synced; in-order keeps the removes that
// synced-only undoes.
TEST(PersistenceModel, unsynced_remove_is_undone) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").sync("a").sync_dir("/").remount();
  litmus.remove("a").create("b").sync("b").sync_dir("/");
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 a=x", "1 a=x", "2 a=x", "3 a=x", "4 b="));
  EXPECT_THAT(litmus.states("in-order"), ElementsAre("0 a=x", "1 -", "2 b=", "3 b=", "4 b="));
}

// Goal: a rename over an existing file is undone until the directory is synced, and then both names
// change together. Method: the classic replacement of a file, without its last sync and with it.
TEST(PersistenceModel, rename_over_a_file_waits_for_the_directory) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "1").sync("a").sync_dir("/").remount();
  litmus.create("t").write("t", 0, "2").sync("t").rename("t", "a").sync_dir("/");
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 a=1", "1 a=1", "2 a=1", "3 a=1", "4 a=1", "5 a=2"));
  EXPECT_THAT(litmus.states("in-order"), ElementsAre("0 a=1", "1 a=1 t=", "2.1 a=1 t=2",
                                                     "2 a=1 t=2", "3 a=1 t=2", "4 a=2", "5 a=2"));
}

// Goal: a file renamed into place unsynced is there, and empty. Method: the same without the sync.
TEST(PersistenceModel, renamed_file_that_was_never_synced_is_empty) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "1").sync("a").sync_dir("/").remount();
  litmus.create("t").write("t", 0, "2").rename("t", "a").sync_dir("/");
  EXPECT_EQ(litmus.last_state("synced-only"), "4 a=");
}

// Goal: a name under a directory is reachable only when the directory's own name is durable.
// Method: make, fill and sync a directory; its parent last.
TEST(PersistenceModel, directory_with_unsynced_name_is_lost_with_all_in_it) {
  Litmus litmus;
  litmus.make_dir("d").create("d/a").sync("d/a").sync_dir("d").sync_dir("/");
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 -", "1 -", "2 -", "3 -", "4 -", "5 d/ d/a="));
}

// Goal: each half of a rename across directories waits for its own sync. Method: both orders; in
// one the file has two names for a while, in the other none.
TEST(PersistenceModel, rename_across_directories_is_two_entries) {
  auto rename = [](const char* first, const char* second) {
    Litmus litmus;
    litmus.make_dir("d").make_dir("e").create("d/a").remount();
    litmus.rename("d/a", "e/a").sync_dir(first).sync_dir(second);
    return litmus.states("synced-only");
  };
  EXPECT_THAT(rename("e", "d"),
              ElementsAre("0 d/ d/a= e/", "1 d/ d/a= e/", "2 d/ d/a= e/ e/a=", "3 d/ e/ e/a="));
  EXPECT_THAT(rename("d", "e"),
              ElementsAre("0 d/ d/a= e/", "1 d/ d/a= e/", "2 d/ e/", "3 d/ e/ e/a="));
}

// Goal: a truncate is a change like a write. Method: cut, then append; synced at the end.
TEST(PersistenceModel, truncate_then_append) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "abc").remount();
  litmus.truncate("a", 1).write("a", 1, "XY").sync("a");
  EXPECT_THAT(litmus.states("in-order"),
              ElementsAre("0 a=abc", "1 a=a", "2.1 a=aX", "2.2 a=aXY", "2 a=aXY", "3 a=aXY"));
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 a=abc", "1 a=abc", "2 a=abc", "3 a=aXY"));
}

// Goal: a cut write leaves its hole as zeros and the old bytes behind it. Method: a write behind
// the end, then one over the middle.
TEST(PersistenceModel, write_is_cut_at_every_byte) {
  Litmus litmus;
  litmus.create("a").remount();
  litmus.write("a", 2, "cd").write("a", 1, "BC").replace("a");
  EXPECT_THAT(litmus.states("process-kill"),
              ElementsAre("0 a=", "1.1 a=00c", "1.2 a=00cd", "1 a=00cd", "2.1 a=0Bcd", "2.2 a=0BCd",
                          "2 a=0BCd", "3 a="));
}

// Goal: a call that a fault struck is in the states with what it did, and with no more. Method: a
// write that takes a part, a rename that does nothing, one that does all.
TEST(PersistenceModel, failed_calls_leave_what_they_did) {
  Litmus litmus{"write#1=no_space+1", "rename#1=io_failed", "rename#2=io_failed+done"};
  litmus.create("a").write("a", 0, "xy").rename("a", "b").rename("a", "b");
  EXPECT_THAT(litmus.states("in-order"),
              ElementsAre("0 -", "1 a=", "2.1 a=x", "2 a=x", "3 a=x", "4 b=x"));
}

// Goal: a failed sync of a directory leaves its entries pending. Method: fail it, then sync again.
TEST(PersistenceModel, failed_directory_sync_leaves_entries_pending) {
  Litmus litmus{"sync_dir#1=io_failed"};
  litmus.create("a").sync_dir("/").sync_dir("/");
  EXPECT_THAT(litmus.states("synced-only"), ElementsAre("0 -", "1 -", "2 -", "3 a="));
}

// Goal: a sync or directory sync that reports an error after its work has made all durable.
TEST(PersistenceModel, done_sync_is_durable) {
  Litmus litmus{"sync#1=io_failed+done", "sync_dir#1=io_failed+done"};
  litmus.create("a").write("a", 0, "x").sync("a").sync_dir("/");
  EXPECT_THAT(litmus.states("synced-only"), ElementsAre("0 -", "1 -", "2 -", "3 -", "4 a=x"));
  EXPECT_EQ(litmus.last_state("in-order"), "4 a=x");
}

// Goal: the models are found by name, and no other is.
TEST(PersistenceModel, is_found_by_name) {
  for (const PersistenceModel* model : persistence_models()) {
    EXPECT_EQ(find_persistence_model(model->name), model);
  }
  EXPECT_EQ(find_persistence_model("in order"), nullptr);
}

// Goal: names that rows once had, or that file systems have, lead to the row that stands for them.
TEST(PersistenceModel, is_found_by_its_aliases) {
  std::set<std::string> names;
  for (const PersistenceModel* model : persistence_models()) {
    EXPECT_TRUE(names.insert(model->name).second) << model->name;
    EXPECT_EQ(row_name_of(model->name), model->name);
    for (const Alias& alias : model->aliases) {
      EXPECT_TRUE(names.insert(alias.name).second) << alias.name << " is taken";
      EXPECT_FALSE(alias.why.empty()) << alias.name;
      EXPECT_EQ(find_persistence_model(alias.name), model);
      EXPECT_EQ(find_alias(*model, alias.name), &alias);
      EXPECT_EQ(row_name_of(alias.name), model->name);
    }
  }
  EXPECT_EQ(row_name_of("ext4-ordered"), "ext4");
  EXPECT_EQ(row_name_of("ext3-writeback"), "ext4-writeback");
  EXPECT_EQ(row_name_of("ext3-journal"), "ext4-journal");
  EXPECT_EQ(row_name_of("ext4-nodelalloc"), "xfs");
  EXPECT_EQ(row_name_of("run"), "run");
  EXPECT_EQ(find_alias(*find_persistence_model("ext4"), "ext4"), nullptr);
}

}  // namespace
}  // namespace powercut
