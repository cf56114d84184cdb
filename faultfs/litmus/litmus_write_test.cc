// Litmus tests of single writes: into what they fall, and what their tails may hold.
#include "faultfs/litmus/litmus_table.h"

namespace powercut {
namespace {

// Goal: an append of two blocks leaves a prefix, or any subset. Method: one byte in each of two
// blocks; sizes and bytes apart where a model has them so.
TEST(LitmusWrite, append_over_a_block_edge) {
  Litmus litmus;
  litmus.create("a").write("a", 0, std::string(4095, 'o')).remount();
  litmus.write("a", 4095, "AB");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear in-order-sectors", "a=o*4095AB"},
       {"synced-only", "a=o*4095"},
       {"ext4-journal ext3-ordered btrfs btrfs-nodatacow", "a=o*4095 | a=o*4095A | a=o*4095AB"},
       {"ext4-writeback posix-min atomic-renames byte-subsets ignored-flushes",
        "a=o*4095 | a=o*4095# | a=o*4095## | a=o*4095#0 | a=o*4095#B | a=o*40950 | a=o*40950# | "
        "a=o*409500 | a=o*40950B | a=o*4095A | a=o*4095A# | a=o*4095A0 | a=o*4095AB"},
       {"ext4 xfs f2fs",
        "a=o*4095 | a=o*40950 | a=o*409500 | a=o*40950B | a=o*4095A | a=o*4095A0 | a=o*4095AB"}});
}

// Goal: where a block is the least that is appended, its sectors come together. Method: one byte in
// each of two sectors of one block.
TEST(LitmusWrite, append_over_a_sector_edge) {
  Litmus litmus;
  litmus.create("a").write("a", 0, std::string(511, 'o')).remount();
  litmus.write("a", 511, "AB");
  expect_left(litmus,
              {{"in-order process-kill sector-tear in-order-sectors", "a=o*511AB"},
               {"synced-only", "a=o*511"},
               {"ext4-journal ext3-ordered btrfs btrfs-nodatacow", "a=o*511 | a=o*511AB"},
               {"ext4-writeback",
                "a=o*511 | a=o*511## | a=o*511#0 | a=o*511#B | a=o*5110# | a=o*51100 | a=o*5110B | "
                "a=o*511A# | a=o*511A0 | a=o*511AB"},
               {"posix-min atomic-renames byte-subsets ignored-flushes",
                "a=o*511 | a=o*511## | a=o*511#0 | a=o*511#B | a=o*5110# | a=o*51100 | a=o*5110B | "
                "a=o*511A | a=o*511A# | a=o*511A0 | a=o*511AB"},
               {"ext4 xfs f2fs", "a=o*511 | a=o*51100 | a=o*5110B | a=o*511A0 | a=o*511AB"}});
}

// Goal: any subset of an overwrite of two blocks may be there, but in a journal of data.
TEST(LitmusWrite, overwrite_over_a_block_edge) {
  Litmus litmus;
  litmus.create("a").write("a", 0, std::string(4097, 'o')).remount();
  litmus.write("a", 4095, "AB");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=o*4095AB"},
                       {"synced-only", "a=o*4097"},
                       {"ext4-journal", "a=o*4095AB | a=o*4095Ao | a=o*4097"},
                       {"ext3-ordered ext4-writeback ext4 xfs posix-min btrfs btrfs-nodatacow f2fs "
                        "atomic-renames byte-subsets ignored-flushes",
                        "a=o*4095AB | a=o*4095Ao | a=o*4096B | a=o*4097"}});
}

// Goal: a block is overwritten by sectors, but where a model writes whole blocks.
TEST(LitmusWrite, overwrite_over_a_sector_edge) {
  Litmus litmus;
  litmus.create("a").write("a", 0, std::string(513, 'o')).remount();
  litmus.write("a", 511, "AB");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=o*511AB"},
                       {"synced-only", "a=o*513"},
                       {"ext4-journal btrfs", "a=o*511AB | a=o*513"},
                       {"ext3-ordered ext4-writeback ext4 xfs posix-min btrfs-nodatacow f2fs "
                        "atomic-renames byte-subsets ignored-flushes",
                        "a=o*511AB | a=o*511Ao | a=o*512B | a=o*513"}});
}

// Goal: a write over the end of a file is two: what it overwrites and what it appends. Method: one
// byte of each.
TEST(LitmusWrite, overwrite_and_append_in_one) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").remount().write("a", 0, "NA");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=NA"},
                       {"synced-only", "a=o"},
                       {"ext4-journal ext3-ordered", "a=N | a=NA | a=o"},
                       {"ext4-writeback posix-min atomic-renames byte-subsets ignored-flushes",
                        "a=N | a=N# | a=N0 | a=NA | a=o | a=o# | a=o0 | a=oA"},
                       {"ext4 xfs f2fs", "a=N | a=N0 | a=NA | a=o | a=o0 | a=oA"},
                       {"btrfs btrfs-nodatacow", "a=N | a=NA | a=o | a=oA"}});
}

// Goal: bytes that a write skips are zeros, whatever a tail may hold.
TEST(LitmusWrite, append_behind_a_hole) {
  Litmus litmus;
  litmus.create("a").remount().write("a", 2, "A");
  expect_left(litmus, {{"in-order process-kill sector-tear in-order-sectors", "a=00A"},
                       {"synced-only", "a="},
                       {"ext4-journal ext3-ordered btrfs btrfs-nodatacow", "a= | a=00A"},
                       {"ext4-writeback posix-min atomic-renames byte-subsets ignored-flushes",
                        "a= | a=00# | a=000 | a=00A"},
                       {"ext4 xfs f2fs", "a= | a=000 | a=00A"}});
}

// Goal: bytes that never came may be those of an earlier write; a prefix that came is followed by
// them. Method: two bytes appended, after a write of three to another file.
TEST(LitmusWrite, tail_of_an_append_may_be_stale) {
  Litmus litmus;
  litmus.create("a").create("b").remount();
  litmus.write("b", 0, "stu").sync("b").write("a", 0, "XY");
  expect_left(
      litmus,
      {{"in-order process-kill sector-tear in-order-sectors", "a=XY b=stu"},
       {"synced-only", "a= b=stu"},
       {"ext4-journal ext3-ordered btrfs btrfs-nodatacow", "a= b=stu | a=XY b=stu"},
       {"ext4-writeback", "a= b=stu | a=## b=stu | a=00 b=stu | a=XY b=stu | a=st b=stu"},
       {"posix-min atomic-renames",
        "a= b=stu | a=## b=stu | a=00 b=stu | a=X b=stu | a=X# b=stu | a=X0 b=stu | a=XY b=stu | "
        "a=Xs b=stu | a=st b=stu"},
       {"ext4 xfs", "a= b=stu | a=00 b=stu | a=XY b=stu"},
       {"f2fs", "a= b=stu | a=00 b=stu | a=XY b=stu | a=st b=stu"},
       {"byte-subsets",
        "a= b=stu | a=## b=stu | a=#Y b=stu | a=00 b=stu | a=0Y b=stu | a=X b=stu | a=X# b=stu | "
        "a=X0 b=stu | a=XY b=stu | a=Xs b=stu | a=sY b=stu | a=st b=stu"},
       {"ignored-flushes",
        "a= b= | a= b=### | a= b=000 | a= b=s | a= b=s## | a= b=s00 | a= b=st | a= b=st# | a= "
        "b=st0 | a= b=stu | a=## b= | a=## b=### | a=## b=000 | a=## b=s | a=## b=s## | a=## b=s00 "
        "| a=## b=st | a=## b=st# | a=## b=st0 | a=## b=stu | a=00 b= | a=00 b=### | a=00 b=000 | "
        "a=00 b=s | a=00 b=s## | a=00 b=s00 | a=00 b=st | a=00 b=st# | a=00 b=st0 | a=00 b=stu | "
        "a=X b= | a=X b=### | a=X b=000 | a=X b=s | a=X b=s## | a=X b=s00 | a=X b=st | a=X b=st# | "
        "a=X b=st0 | a=X b=stu | a=X# b= | a=X# b=### | a=X# b=000 | a=X# b=s | a=X# b=s## | a=X# "
        "b=s00 | a=X# b=st | a=X# b=st# | a=X# b=st0 | a=X# b=stu | a=X0 b= | a=X0 b=### | a=X0 "
        "b=000 | a=X0 b=s | a=X0 b=s## | a=X0 b=s00 | a=X0 b=st | a=X0 b=st# | a=X0 b=st0 | a=X0 "
        "b=stu | a=XY b= | a=XY b=### | a=XY b=000 | a=XY b=s | a=XY b=s## | a=XY b=s00 | a=XY "
        "b=st | a=XY b=st# | a=XY b=st0 | a=XY b=stu | a=Xs b= | a=Xs b=### | a=Xs b=000 | a=Xs "
        "b=s | a=Xs b=s## | a=Xs b=s00 | a=Xs b=st | a=Xs b=st# | a=Xs b=st0 | a=Xs b=stu | a=st "
        "b= | a=st b=### | a=st b=000 | a=st b=s | a=st b=s## | a=st b=s00 | a=st b=st | a=st "
        "b=st# | a=st b=st0 | a=st b=stu"}});
}

}  // namespace
}  // namespace powercut
