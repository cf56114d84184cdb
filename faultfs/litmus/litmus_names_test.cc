// Litmus tests of names: what syncs make durable, and how renames and removes fall apart.
#include "faultfs/litmus/litmus_table.h"

namespace powercut {
namespace {

// Goal: whether the sync of a file makes its name durable. Method: the directory is never synced.
TEST(LitmusNames, create_and_sync_file) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").sync("a");
  expect_left(litmus, {{"in-order process-kill sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs btrfs in-order-sectors btrfs-nodatacow f2fs",
                        "a=x"},
                       {"synced-only", "-"},
                       {"posix-min atomic-renames byte-subsets", "- | a=x"},
                       {"ignored-flushes", "- | a= | a=# | a=0 | a=x"}});
}

// Goal: the same for the names of the directories above it.
TEST(LitmusNames, create_in_a_new_directory_and_sync_file) {
  Litmus litmus;
  litmus.make_dir("d").create("d/a").sync("d/a");
  expect_left(litmus,
              {{"in-order process-kill sector-tear ext4-journal ext3-ordered ext4-writeback ext4 "
                "xfs btrfs in-order-sectors btrfs-nodatacow f2fs",
                "d/ d/a="},
               {"synced-only", "-"},
               {"posix-min atomic-renames byte-subsets ignored-flushes", "- | d/ | d/ d/a="}});
}

// Goal: the sync of a directory and its own name.
TEST(LitmusNames, create_in_a_new_directory_and_sync_it) {
  Litmus litmus;
  litmus.make_dir("d").create("d/a").sync_dir("d");
  expect_left(litmus, {{"in-order process-kill sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs btrfs in-order-sectors btrfs-nodatacow f2fs",
                        "d/ d/a="},
                       {"synced-only", "-"},
                       {"posix-min atomic-renames byte-subsets", "- | d/ d/a="},
                       {"ignored-flushes", "- | d/ | d/ d/a="}});
}

// Goal: a sync that covers the names that lead to a file covers the directory's new one; this found
// that names were followed only through files just created. Method: the file and its own name are
// durable.
TEST(LitmusNames, sync_file_in_a_renamed_directory) {
  Litmus litmus;
  litmus.make_dir("d").create("d/a").remount();
  litmus.rename("d", "e").write("e/a", 0, "x").sync("e/a");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear ext4-journal ext3-ordered ext4-writeback ext4 xfs btrfs "
        "in-order-sectors btrfs-nodatacow f2fs",
        "e/ e/a=x"},
       {"synced-only", "d/ d/a=x"},
       {"posix-min byte-subsets", "- | d/ d/a=x | d/ d/a=x e/ e/a=x | e/ e/a=x"},
       {"atomic-renames", "d/ d/a=x | e/ e/a=x"},
       {"ignored-flushes",
        "- | d/ d/a= | d/ d/a= e/ e/a= | d/ d/a=# | d/ d/a=# e/ e/a=# | d/ d/a=0 | d/ d/a=0 e/ "
        "e/a=0 | d/ d/a=x | d/ d/a=x e/ e/a=x | e/ e/a= | e/ e/a=# | e/ e/a=0 | e/ e/a=x"}});
}

// Goal: a sync of one file does for others what the models say. Method: an append to a, a new name,
// the sync of b.
TEST(LitmusNames, sync_of_another_file) {
  Litmus litmus;
  litmus.create("a").create("b").remount().write("a", 0, "A").create("c").sync("b");
  expect_left(litmus,
              {{"in-order process-kill sector-tear ext4-journal ext3-ordered in-order-sectors",
                "a=A b= c="},
               {"synced-only", "a= b="},
               {"posix-min ext4-writeback atomic-renames byte-subsets ignored-flushes",
                "a= b= | a= b= c= | a=# b= | a=# b= c= | a=0 b= | a=0 b= c= | a=A b= | a=A b= c="},
               {"ext4 xfs f2fs", "a= b= | a= b= c= | a=0 b= | a=0 b= c= | a=A b= | a=A b= c="},
               {"btrfs btrfs-nodatacow", "a= b= | a= b= c= | a=A b= | a=A b= c="}});
}

// Goal: a sync that covers all sizes covers an append that brings its size with it; this found that
// it did not. Method: as before, without the new name.
TEST(LitmusNames, sync_of_another_file_after_an_append_alone) {
  Litmus litmus;
  litmus.create("a").create("b").remount().write("a", 0, "A").sync("b");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear ext4-journal ext3-ordered in-order-sectors", "a=A b="},
       {"synced-only", "a= b="},
       {"posix-min ext4-writeback atomic-renames byte-subsets ignored-flushes",
        "a= b= | a=# b= | a=0 b= | a=A b="},
       {"ext4 xfs f2fs", "a= b= | a=0 b= | a=A b="},
       {"btrfs btrfs-nodatacow", "a= b= | a=A b="}});
}

// Goal: no sync but its own makes an overwrite durable.
TEST(LitmusNames, sync_of_another_file_after_an_overwrite) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("b").remount();
  litmus.write("a", 0, "N").sync("b");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=N b="},
                       {"synced-only", "a=o b="},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs posix-min btrfs "
                        "btrfs-nodatacow f2fs atomic-renames byte-subsets ignored-flushes",
                        "a=N b= | a=o b="}});
}

// Goal: a name goes whole, or after the content that it named.
TEST(LitmusNames, remove) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").remount().remove("a");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear in-order-sectors", "-"},
       {"synced-only", "a=x"},
       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs btrfs btrfs-nodatacow f2fs", "- | a=x"},
       {"posix-min atomic-renames byte-subsets ignored-flushes", "- | a= | a=x"}});
}

// Goal: a remove that was synced is there in every model.
TEST(LitmusNames, remove_and_sync_directory) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").remount().remove("a").sync_dir("/");
  expect_left(litmus, {{"in-order process-kill synced-only sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs posix-min btrfs in-order-sectors btrfs-nodatacow "
                        "f2fs atomic-renames byte-subsets",
                        "-"},
                       {"ignored-flushes", "- | a= | a=x"}});
}

// Goal: a sync of the data alone makes the data durable, and a name only where the data cannot be
// there without it. Method: a rename before the write, which nothing ties to it but an order.
TEST(LitmusNames, rename_and_sync_data) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").remount().rename("a", "b").write("b", 0, "n");
  litmus.sync_data("b");
  expect_left(litmus,
              {{"in-order process-kill sector-tear in-order-sectors", "b=n"},
               {"synced-only", "a=n"},
               {"ext4-journal ext3-ordered", "b=n"},
               {"ext4 xfs ext4-writeback btrfs btrfs-nodatacow f2fs atomic-renames", "a=n | b=n"},
               {"posix-min byte-subsets", "- | a=n | b=n | a=n b=n"},
               {"ignored-flushes", "- | a=n | a=n b=n | a=o | a=o b=o | b=n | b=o"}});
}

// Goal: room that was made is there once it is synced, and holds zeros.
TEST(LitmusNames, allocate_and_sync_data) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").remount().allocate("a", 3);
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=o00"},
                       {"synced-only", "a=o"},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs posix-min btrfs "
                        "btrfs-nodatacow f2fs atomic-renames byte-subsets ignored-flushes",
                        "a=o | a=o00"}});
  litmus.sync_data("a");
  expect_left(litmus, {{"in-order process-kill synced-only sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs posix-min btrfs in-order-sectors btrfs-nodatacow "
                        "f2fs atomic-renames byte-subsets",
                        "a=o00"},
                       {"ignored-flushes", "a=o | a=o00"}});
}

// Goal: room that is reserved is no size. A write into it is one behind the end, but where a short
// file is kept with its size the bytes that it has move at once.
TEST(LitmusNames, reserve_and_append) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").remount().reserve("a", 8192);
  expect_left(litmus, {{"in-order process-kill synced-only sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs posix-min btrfs in-order-sectors btrfs-nodatacow "
                        "atomic-renames byte-subsets ignored-flushes",
                        "a=o"},
                       {"f2fs", "a=0 | a=o"}});
  litmus.write("a", 1, "n");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=on"},
                       {"synced-only", "a=o"},
                       {"ext4-journal ext3-ordered btrfs btrfs-nodatacow", "a=o | a=on"},
                       {"ext4 xfs", "a=o | a=o0 | a=on"},
                       {"f2fs", "a=0 | a=00 | a=0n | a=o | a=o0 | a=on"},
                       {"ext4-writeback posix-min atomic-renames byte-subsets ignored-flushes",
                        "a=o | a=o# | a=o0 | a=on"}});
}

// Goal: a size in room that was reserved does not come before a rename that replaces, where other
// sizes do. Method: the room is durable; the rename is synced, the file is not.
TEST(LitmusNames, rename_a_reserved_file_over_another) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("t").reserve("t", 8192).remount();
  litmus.write("t", 0, "n").rename("t", "a").sync_dir("/");
  EXPECT_EQ(litmus.left("ext4"), (std::set<std::string>{"a=", "a=0", "a=n"}));
  EXPECT_EQ(litmus.left("xfs"), litmus.left("ext4"));
  Litmus plain;
  plain.create("a").write("a", 0, "o").create("t").remount();
  plain.write("t", 0, "n").rename("t", "a").sync_dir("/");
  EXPECT_EQ(plain.left("ext4"), (std::set<std::string>{"a=0", "a=n"}));
}

// Goal: a file that has a name left keeps its content; this found that it lost it. Method: two
// names, as a crash in a rename leaves them.
TEST(LitmusNames, remove_one_of_two_names) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").also_named("a", "b").remount().remove("b");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=x"},
                       {"synced-only", "a=x b=x"},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs posix-min btrfs "
                        "btrfs-nodatacow f2fs atomic-renames byte-subsets ignored-flushes",
                        "a=x | a=x b=x"}});
}

// Goal: which parts of a rename may be there alone.
TEST(LitmusNames, rename_over_a_file) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("t").write("t", 0, "n").remount();
  litmus.rename("t", "a");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=n"},
                       {"synced-only", "a=o t=n"},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs btrfs btrfs-nodatacow "
                        "f2fs atomic-renames",
                        "a=n | a=o t=n"},
                       {"posix-min byte-subsets ignored-flushes",
                        "- | a= | a= t=n | a=n | a=n t=n | a=o | a=o t=n | t=n"}});
}

// Goal: a file has one name all the time, or two or none for a while.
TEST(LitmusNames, rename_across_directories) {
  Litmus litmus;
  litmus.make_dir("d").create("a").remount().rename("a", "d/a");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear in-order-sectors", "d/ d/a="},
       {"synced-only", "a= d/"},
       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs f2fs atomic-renames", "a= d/ | d/ d/a="},
       {"posix-min byte-subsets ignored-flushes", "a= d/ | a= d/ d/a= | d/ | d/ d/a="},
       {"btrfs btrfs-nodatacow", "a= d/ | a= d/ d/a= | d/ d/a="}});
}

// Goal: the sync of one directory and the half of a rename in the other.
TEST(LitmusNames, rename_across_directories_and_sync_target) {
  Litmus litmus;
  litmus.make_dir("d").create("a").remount().rename("a", "d/a").sync_dir("d");
  expect_left(litmus, {{"in-order process-kill sector-tear ext4-journal ext3-ordered "
                        "ext4-writeback ext4 xfs in-order-sectors f2fs atomic-renames",
                        "d/ d/a="},
                       {"synced-only", "a= d/ d/a="},
                       {"posix-min btrfs btrfs-nodatacow byte-subsets", "a= d/ d/a= | d/ d/a="},
                       {"ignored-flushes", "a= d/ | a= d/ d/a= | d/ | d/ d/a="}});
}

}  // namespace
}  // namespace powercut
