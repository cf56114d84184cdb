// Litmus tests of links: what syncs do for a file's second name, and what is left of a file that
// has one name or two when one of them goes.
#include "faultfs/litmus/litmus_table.h"

namespace powercut {
namespace {

// Goal: whether the sync of a file makes its new name durable. Method: the file and its first name
// are durable, the sync is by that one.
TEST(LitmusLinks, link_and_sync_file) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").remount().link("a", "b").sync("a");
  expect_left(litmus, {{"in-order process-kill sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs btrfs in-order-sectors btrfs-nodatacow f2fs",
                        "a=x b=x"},
                       {"synced-only", "a=x"},
                       {"posix-min atomic-renames byte-subsets ignored-flushes", "a=x | a=x b=x"}});
}

// Goal: the sync of the directory makes the new name durable, and no byte of a new file.
TEST(LitmusLinks, link_new_file_and_sync_directory) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").link("a", "b").sync_dir("/");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear ext4-journal ext3-ordered "
        "in-order-sectors",
        "a=x b=x"},
       {"synced-only", "a= b="},
       {"ext4 xfs f2fs", "a= b= | a=0 b=0 | a=x b=x"},
       {"btrfs btrfs-nodatacow", "a= b= | a=x b=x"},
       {"ext4-writeback posix-min atomic-renames byte-subsets",
        "a= b= | a=# b=# | a=0 b=0 | a=x b=x"},
       {"ignored-flushes",
        "- | a= | a= b= | a=# | a=# b=# | a=0 | a=0 b=0 | a=x | a=x b=x | b= | b=# | b=0 | b=x"}});
}

// Goal: a sync of the data alone makes no new name durable, but where all names are in order with
// the data.
TEST(LitmusLinks, link_and_sync_data_of_an_append) {
  Litmus litmus;
  litmus.create("a").remount().link("a", "b").write("b", 0, "x").sync_data("b");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear ext4-journal ext3-ordered "
        "in-order-sectors ext4 xfs ext4-writeback",
        "a=x b=x"},
       {"synced-only", "a=x"},
       {"btrfs btrfs-nodatacow f2fs posix-min atomic-renames byte-subsets", "a=x | a=x b=x"},
       {"ignored-flushes", "a= | a= b= | a=# | a=# b=# | a=0 | a=0 b=0 | a=x | a=x b=x"}});
}

// Goal: how a file comes into being that is linked to its name and then loses the one under which
// it was written. Method: its bytes are durable; both names lie in one directory.
TEST(LitmusLinks, link_then_remove) {
  Litmus litmus;
  litmus.create("t").write("t", 0, "x").remount().link("t", "a").remove("t");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=x"},
                       {"synced-only", "t=x"},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs", "a=x | a=x t=x | t=x"},
                       {"btrfs btrfs-nodatacow f2fs posix-min atomic-renames byte-subsets "
                        "ignored-flushes",
                        "- | a=x | a=x t=x | t=x"}});
  litmus.sync_dir("/");
  expect_left(litmus, {{"in-order process-kill synced-only sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs posix-min btrfs in-order-sectors btrfs-nodatacow "
                        "f2fs atomic-renames byte-subsets",
                        "a=x"},
                       {"ignored-flushes", "- | a=x | a=x t=x | t=x"}});
}

// Goal: the sync of one directory and the change in the other.
TEST(LitmusLinks, link_across_directories_then_remove_and_sync_source) {
  Litmus litmus;
  litmus.make_dir("d").create("t").remount().link("t", "d/a").remove("t").sync_dir("/");
  expect_left(litmus,
              {{"in-order process-kill sector-tear ext4-journal ext3-ordered "
                "ext4-writeback ext4 xfs in-order-sectors",
                "d/ d/a="},
               {"synced-only", "d/"},
               {"posix-min btrfs btrfs-nodatacow f2fs atomic-renames byte-subsets", "d/ | d/ d/a="},
               {"ignored-flushes", "d/ | d/ d/a= | d/ d/a= t= | d/ t="}});
}

// Goal: a file is empty before its last name goes, and not before another one does. Method: both
// go, and the second name itself is not durable.
TEST(LitmusLinks, remove_one_then_the_other) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").remount().link("a", "b").remove("a");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "b=x"},
                       {"synced-only", "a=x"},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs", "a=x | a=x b=x | b=x"},
                       {"btrfs btrfs-nodatacow f2fs posix-min atomic-renames byte-subsets "
                        "ignored-flushes",
                        "- | a=x | a=x b=x | b=x"}});
  litmus.remove("b");
  expect_left(litmus,
              {{"in-order process-kill sector-tear in-order-sectors", "-"},
               {"synced-only", "a=x"},
               {"ext4-journal ext3-ordered ext4-writeback ext4 xfs", "- | a=x | a=x b=x | b=x"},
               {"btrfs btrfs-nodatacow f2fs", "- | a=x | a=x b=x | b=x"},
               {"posix-min atomic-renames byte-subsets ignored-flushes",
                "- | a= | a= b= | a=x | a=x b=x | b= | b=x"}});
}

// Goal: a rename over one of two names leaves the file under the other, with all its bytes.
TEST(LitmusLinks, rename_over_one_of_two_names) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").link("a", "b").create("t").write("t", 0, "n").remount();
  litmus.rename("t", "b");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=o b=n"},
                       {"synced-only", "a=o b=o t=n"},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs btrfs btrfs-nodatacow "
                        "f2fs atomic-renames",
                        "a=o b=n | a=o b=o t=n"},
                       {"posix-min byte-subsets ignored-flushes",
                        "a=o | a=o b=n | a=o b=n t=n | a=o b=o | a=o b=o t=n | a=o t=n"}});
}

}  // namespace
}  // namespace powercut
