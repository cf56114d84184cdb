// Litmus tests of the order between calls: two of them, and all that each model may leave.
#include "faultfs/litmus/litmus_table.h"

namespace powercut {
namespace {

// Goal: which models have a file's bytes on disk before its new name. Method: the classic
// replacement of a file without a sync.
TEST(LitmusOrder, append_then_rename) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "old").create("t").remount();
  litmus.write("t", 0, "N").rename("t", "a");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear in-order-sectors", "a=N"},
       {"synced-only", "a=old t="},
       {"ext4-journal ext3-ordered", "a=N | a=old t= | a=old t=N"},
       {"posix-min byte-subsets ignored-flushes",
        "- | a= | a= t= | a= t=# | a= t=0 | a= t=N | a=# | a=# t=# | a=0 | a=0 t=0 | a=N | a=N t=N "
        "| a=old | a=old t= | a=old t=# | a=old t=0 | a=old t=N | t= | t=# | t=0 | t=N"},
       {"ext4", "a=0 | a=N | a=old t= | a=old t=0 | a=old t=N"},
       {"xfs f2fs", "a= | a=0 | a=N | a=old t= | a=old t=0 | a=old t=N"},
       {"ext4-writeback atomic-renames",
        "a= | a=# | a=0 | a=N | a=old t= | a=old t=# | a=old t=0 | a=old t=N"},
       {"btrfs btrfs-nodatacow", "a= | a=N | a=old t= | a=old t=N"}});
}

// Goal: an overwrite is not protected as an append is. Method: the same, but the new file has
// blocks already.
TEST(LitmusOrder, overwrite_then_rename) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("t").write("t", 0, "o").remount();
  litmus.write("t", 0, "N").rename("t", "a");
  expect_left(litmus,
              {{"in-order process-kill sector-tear in-order-sectors", "a=N"},
               {"synced-only", "a=o t=o"},
               {"ext4-journal ext3-ordered", "a=N | a=o t=N | a=o t=o"},
               {"ext4-writeback ext4 xfs btrfs btrfs-nodatacow f2fs atomic-renames",
                "a=N | a=o | a=o t=N | a=o t=o"},
               {"posix-min byte-subsets ignored-flushes",
                "- | a= | a= t=N | a= t=o | a=N | a=N t=N | a=o | a=o t=N | a=o t=o | t=N | t=o"}});
}

// Goal: which models have an overwrite on disk before what follows it. Method: two writes to one
// file, the second at its end.
TEST(LitmusOrder, overwrite_then_append) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").remount();
  litmus.write("a", 0, "N").write("a", 1, "A");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=NA"},
                       {"synced-only", "a=o"},
                       {"ext4-journal ext3-ordered", "a=N | a=NA | a=o"},
                       {"ext4-writeback posix-min atomic-renames byte-subsets ignored-flushes",
                        "a=N | a=N# | a=N0 | a=NA | a=NN | a=o | a=o# | a=o0 | a=oA | a=oN"},
                       {"ext4 xfs", "a=N | a=N0 | a=NA | a=o | a=o0 | a=oA"},
                       {"btrfs btrfs-nodatacow", "a=N | a=NA | a=o | a=oA"},
                       {"f2fs", "a=N | a=N0 | a=NA | a=NN | a=o | a=o0 | a=oA | a=oN"}});
}

// Goal: the same the other way round.
TEST(LitmusOrder, append_then_overwrite) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").remount();
  litmus.write("a", 1, "A").write("a", 0, "N");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=NA"},
                       {"synced-only", "a=o"},
                       {"ext4-journal ext3-ordered", "a=NA | a=o | a=oA"},
                       {"ext4-writeback posix-min atomic-renames byte-subsets ignored-flushes",
                        "a=N | a=N# | a=N0 | a=NA | a=o | a=o# | a=o0 | a=oA"},
                       {"ext4 xfs f2fs", "a=N | a=N0 | a=NA | a=o | a=o0 | a=oA"},
                       {"btrfs btrfs-nodatacow", "a=N | a=NA | a=o | a=oA"}});
}

// Goal: two appends to a file arrive in their order where sizes come with their bytes.
TEST(LitmusOrder, append_then_append) {
  Litmus litmus;
  litmus.create("a").remount().write("a", 0, "A").write("a", 1, "B");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=AB"},
                       {"synced-only", "a="},
                       {"ext4-journal ext3-ordered btrfs btrfs-nodatacow", "a= | a=A | a=AB"},
                       {"ext4-writeback posix-min atomic-renames byte-subsets ignored-flushes",
                        "a= | a=# | a=## | a=#0 | a=#A | a=#B | a=0 | a=0# | a=00 | a=0A | a=0B | "
                        "a=A | a=A# | a=A0 | a=AA | a=AB"},
                       {"ext4 xfs", "a= | a=0 | a=00 | a=0B | a=A | a=A0 | a=AB"},
                       {"f2fs", "a= | a=0 | a=00 | a=0A | a=0B | a=A | a=A0 | a=AA | a=AB"}});
}

// Goal: appends to different files are ordered by fewer models than those to one.
TEST(LitmusOrder, appends_to_two_files) {
  Litmus litmus;
  litmus.create("a").create("b").remount().write("a", 0, "A").write("b", 0, "B");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear in-order-sectors", "a=A b=B"},
       {"synced-only", "a= b="},
       {"ext4-journal ext3-ordered", "a= b= | a=A b= | a=A b=B"},
       {"posix-min ext4-writeback atomic-renames byte-subsets ignored-flushes",
        "a= b= | a= b=# | a= b=0 | a= b=A | a= b=B | a=# b= | a=# b=# | a=# b=0 | a=# b=A | a=# "
        "b=B | a=0 b= | a=0 b=# | a=0 b=0 | a=0 b=A | a=0 b=B | a=A b= | a=A b=# | a=A b=0 | a=A "
        "b=A | a=A b=B"},
       {"ext4 xfs",
        "a= b= | a= b=0 | a= b=B | a=0 b= | a=0 b=0 | a=0 b=B | a=A b= | a=A b=0 | a=A b=B"},
       {"btrfs btrfs-nodatacow", "a= b= | a= b=B | a=A b= | a=A b=B"},
       {"f2fs",
        "a= b= | a= b=0 | a= b=A | a= b=B | a=0 b= | a=0 b=0 | a=0 b=A | a=0 b=B | a=A b= | a=A "
        "b=0 | a=A b=A | a=A b=B"}});
}

// Goal: only a journal of data orders overwrites.
TEST(LitmusOrder, overwrites_of_two_files) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("b").write("b", 0, "o").remount();
  litmus.write("a", 0, "A").write("b", 0, "B");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=A b=B"},
                       {"synced-only", "a=o b=o"},
                       {"ext4-journal", "a=A b=B | a=A b=o | a=o b=o"},
                       {"ext3-ordered ext4-writeback ext4 xfs posix-min btrfs btrfs-nodatacow f2fs "
                        "atomic-renames byte-subsets ignored-flushes",
                        "a=A b=B | a=A b=o | a=o b=B | a=o b=o"}});
}

// Goal: bytes that are cut off do not come back behind later appends, but where nothing is ordered.
TEST(LitmusOrder, truncate_then_append) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "abc").remount();
  litmus.truncate("a", 1).write("a", 1, "X");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear in-order-sectors", "a=aX"},
       {"synced-only", "a=abc"},
       {"ext4-journal ext3-ordered btrfs", "a=a | a=aX | a=abc"},
       {"ext4 xfs", "a=a | a=a0 | a=a00 | a=aX | a=aX0 | a=aXc | a=abc"},
       {"posix-min atomic-renames ignored-flushes",
        "a=a | a=a# | a=a0 | a=a00 | a=a0c | a=aX | a=aX0 | a=aXc | a=ab | a=abc"},
       {"ext4-writeback", "a=a | a=a# | a=a0 | a=a00 | a=aX | a=aX0 | a=aXc | a=ab | a=abc"},
       {"btrfs-nodatacow", "a=a | a=a00 | a=aX | a=aX0 | a=aXc | a=abc"},
       {"f2fs", "a=a | a=a0 | a=a00 | a=aX | a=aX0 | a=aXc | a=ab | a=abc"},
       {"byte-subsets",
        "a=a | a=a# | a=a0 | a=a00 | a=a0c | a=aX | a=aX0 | a=aXc | a=ab | a=ab0 | a=abc"}});
}

// Goal: names of one directory appear in their order, or in any.
TEST(LitmusOrder, create_then_create) {
  Litmus litmus;
  litmus.create("a").create("b");
  expect_left(litmus,
              {{"in-order process-kill sector-tear in-order-sectors", "a= b="},
               {"synced-only", "-"},
               {"ext4-journal ext3-ordered ext4-writeback ext4 xfs", "- | a= | a= b="},
               {"posix-min btrfs btrfs-nodatacow f2fs atomic-renames byte-subsets ignored-flushes",
                "- | a= | a= b= | b="}});
}

// Goal: the same for two directories.
TEST(LitmusOrder, create_then_create_elsewhere) {
  Litmus litmus;
  litmus.make_dir("d").remount().create("a").create("d/b");
  expect_left(litmus,
              {{"in-order process-kill sector-tear in-order-sectors", "a= d/ d/b="},
               {"synced-only", "d/"},
               {"ext4-journal ext3-ordered ext4-writeback ext4 xfs", "a= d/ | a= d/ d/b= | d/"},
               {"posix-min btrfs btrfs-nodatacow f2fs atomic-renames byte-subsets ignored-flushes",
                "a= d/ | a= d/ d/b= | d/ | d/ d/b="}});
}

// Goal: a name may go before another comes, or after; a file may be emptied before its name goes.
TEST(LitmusOrder, remove_then_create) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "x").remount().remove("a").create("b");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "b="},
                       {"synced-only", "a=x"},
                       {"ext4-journal ext3-ordered ext4-writeback ext4 xfs", "- | a=x | b="},
                       {"posix-min atomic-renames byte-subsets ignored-flushes",
                        "- | a= | a= b= | a=x | a=x b= | b="},
                       {"btrfs btrfs-nodatacow f2fs", "- | a=x | a=x b= | b="}});
}

}  // namespace
}  // namespace powercut
