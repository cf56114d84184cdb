#include "faultfs/unsynced_changes.h"

#include <gtest/gtest.h>

#include "faultfs/disk_text.h"

namespace powercut {
namespace {

// One file "a" whose durable content is "old", and changes to it that are not durable yet.
class UnsyncedChangesTest : public testing::Test {
 protected:
  void SetUp() override {
    disk.set_entry(root_inode, "a", file);
    disk.write(file, 0, as_bytes("old"));
  }

  std::string write(std::uint64_t offset, std::string_view text) {
    std::string revived;
    for (const auto& piece : changes.write(file, {offset, as_bytes(text)})) {
      revived += std::to_string(piece.offset) + "=" + std::string(as_text(piece.bytes)) + " ";
    }
    return revived;
  }
  void truncate(std::uint64_t size) { changes.truncate(file, size); }
  std::string sync() {
    changes.sync(file, disk);
    return disk_text(disk);
  }
  std::string fail_sync() {
    changes.fail_sync(file, disk);
    return disk_text(disk);
  }

  static constexpr std::uint64_t page = UnsyncedChanges::page_bytes;
  Disk disk;
  InodeId file = disk.create_inode(InodeKind::file);
  UnsyncedChanges changes;
};

// Goal: a sync makes durable all that was done, in order. Method: writes and truncates that
// overlap.
TEST_F(UnsyncedChangesTest, sync_makes_all_durable) {
  write(0, "XY");
  truncate(1);
  write(3, "Z");
  EXPECT_EQ(disk_text(disk), "a=old");
  EXPECT_EQ(sync(), "a=X00Z");
  EXPECT_EQ(sync(), "a=X00Z");
}

// Goal: a failed sync marks the pages clean: a later one writes nothing. The size is synced all the
// same. Method: an overwrite and an append, a failed sync, two good ones.
TEST_F(UnsyncedChangesTest, failed_sync_loses_the_bytes_and_keeps_the_size) {
  write(0, "NEWER");
  EXPECT_EQ(fail_sync(), "a=old00");
  EXPECT_EQ(sync(), "a=old00");
  EXPECT_EQ(sync(), "a=old00");
}

// Goal: what is written after the failure to another page is synced as ever. Method: one write lost
// on the first page, one made on the second.
TEST_F(UnsyncedChangesTest, other_pages_are_synced) {
  write(0, "NEW");
  fail_sync();
  EXPECT_EQ(write(page, "two"), "");
  EXPECT_EQ(sync(), "a=old" + std::string(page - 3, '0') + "two");
}

// Goal: a page that is dirtied again is written whole, with what was lost in it. Method: two lost
// writes on one page, one on the next; then one byte on the first page.
TEST_F(UnsyncedChangesTest, page_dirtied_again_brings_all_of_it_back) {
  write(0, "NEW");
  write(2, "Wer");
  write(page - 1, "[]");  // on both pages
  fail_sync();
  EXPECT_EQ(write(7, "!"), "0=NEW 2=Wer 4095=[ ");
  EXPECT_EQ(sync(), "a=NEWer00!" + std::string(page - 9, '0') + "[0");
}

// Goal: a write that ends at a page's edge leaves the next page alone. Method: one lost byte behind
// the edge, one before it.
TEST_F(UnsyncedChangesTest, write_up_to_the_edge_touches_one_page) {
  write(page - 2, "[]><");
  fail_sync();
  EXPECT_EQ(write(page - 3, "abc"), "4094=[] ");
  EXPECT_EQ(sync(), "a=old" + std::string(page - 6, '0') + "abc00");
}

// Goal: what came back and is lost again can come back again. Method: two failed syncs in a row.
TEST_F(UnsyncedChangesTest, is_lost_twice_and_comes_back) {
  write(0, "N");
  fail_sync();
  EXPECT_EQ(write(1, "E"), "0=N ");
  EXPECT_EQ(fail_sync(), "a=old");
  EXPECT_EQ(write(2, "W"), "0=N 1=E ");
  EXPECT_EQ(sync(), "a=NEW");
}

// Goal: a truncate cuts what was lost out of the cache: it does not come back. Method: cut through
// a lost piece, then extend the file and dirty the page.
TEST_F(UnsyncedChangesTest, truncate_cuts_what_was_lost) {
  write(0, "NEWER");
  fail_sync();
  truncate(2);
  EXPECT_EQ(write(3, "!"), "0=NE ");
  EXPECT_EQ(sync(), "a=NE0!");
  truncate(0);
  EXPECT_EQ(write(0, "x"), "");
  EXPECT_EQ(sync(), "a=x");
}

// Goal: sizes within one failed sync follow each other. Method: grow, cut, grow a little.
TEST_F(UnsyncedChangesTest, failed_sync_follows_every_size) {
  write(0, "NEWEST");
  truncate(1);
  write(2, "!");
  EXPECT_EQ(fail_sync(), "a=o00");
  EXPECT_EQ(write(1, "?"), "0=N 2=! ");
  EXPECT_EQ(sync(), "a=N?!");
}

// Goal: an empty write touches no page. Method: one on a page with lost bytes.
TEST_F(UnsyncedChangesTest, empty_write_brings_nothing_back) {
  write(0, "NEW");
  fail_sync();
  EXPECT_EQ(write(0, ""), "");
  EXPECT_EQ(sync(), "a=old");
}

}  // namespace
}  // namespace powercut
