#include "powercut/faultfs/disk.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "powercut/faultfs/disk_text.h"

namespace powercut {
namespace {

// Everything a disk holds, also the inodes that no name reaches.
std::string whole_text(const Disk& disk) {
  std::string text = disk_text(disk);
  for (InodeId inode = 0; inode < disk.inode_count(); ++inode) {
    text += disk.kind(inode) == InodeKind::file ? " |f " : " |d ";
    if (disk.has_room(inode)) text += "room ";
    text += as_text(disk.contents(inode));
    for (const DirectoryEntry& entry : disk.entries(inode)) {
      text += entry.name + ">" + std::to_string(entry.inode) + " ";
    }
  }
  return text;
}

class RandomOperations {
 public:
  RandomOperations(Disk& disk, std::uint64_t seed) : disk_(disk), random_(seed) {}

  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  void one() {
    InodeId inode = static_cast<InodeId>(below(disk_.inode_count()));
    bool is_file = disk_.kind(inode) == InodeKind::file;
    switch (below(9)) {
      case 8:
        if (is_file) disk_.make_room(inode);
        return;
      case 0:
        disk_.create_inode(below(2) == 0 ? InodeKind::file : InodeKind::directory);
        return;
      case 1:
        if (disk_.inode_count() > 40) return;
        disk_.ensure_inode(1 + static_cast<InodeId>(below(disk_.inode_count() + 2)),
                           below(2) == 0 ? InodeKind::file : InodeKind::directory);
        return;
      case 2:
      case 3:
        if (is_file) disk_.resize(inode, below(20));
        return;
      case 4:
      case 5: {
        std::string text(below(12), static_cast<char>('a' + below(26)));
        if (is_file) disk_.write(inode, below(30), as_bytes(text));
        return;
      }
      default: {
        // Only to later inodes, so that no directory contains itself.
        InodeId target = inode + 1 + static_cast<InodeId>(below(4));
        std::string name =
            std::string("name of some length, or not").substr(below(2) * 20, 1 + below(4) * 6);
        if (target >= disk_.inode_count()) target = no_inode;
        if (!is_file) disk_.set_entry(inode, name, target);
      }
    }
  }

 private:
  Disk& disk_;
  std::mt19937_64 random_;
};

// Goal: a session leaves nothing behind, however deep. Method: random operations with sessions
// opened and ended at random; a copy is kept from each beginning and compared at the end.
TEST(Disk, undoes_exactly_what_happened_in_a_session) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Disk disk;
    RandomOperations operations(disk, seed);
    std::vector<std::pair<std::unique_ptr<Disk::Session>, std::string>> sessions;
    auto end_session = [&] {
      sessions.back().first.reset();
      ASSERT_EQ(whole_text(disk), sessions.back().second) << "seed " << seed;
      sessions.pop_back();
    };
    for (int step = 0; step < 150; ++step) {
      if (operations.below(12) == 0) {
        sessions.emplace_back(nullptr, whole_text(disk));
        sessions.back().first = std::make_unique<Disk::Session>(disk);
      } else if (operations.below(16) == 0 && !sessions.empty()) {
        end_session();
      } else {
        operations.one();
      }
    }
    while (!sessions.empty()) end_session();
  }
}

// Regression: a copy made inside a session believed that it was in one, and never stopped noting
// how to undo its changes. Method: the copy outlives the session, changed before and after its end.
TEST(Disk, copy_made_in_a_session_is_independent_of_it) {
  Disk disk;
  InodeId file = disk.create_inode(InodeKind::file);
  disk.set_entry(root_inode, "a", file);
  auto session = std::make_unique<Disk::Session>(disk);
  disk.write(file, 0, as_bytes("in"));
  Disk copy = disk;
  copy.write(file, 2, as_bytes("+"));
  session.reset();
  EXPECT_EQ(disk_text(disk), "a=");
  EXPECT_EQ(disk_text(copy), "a=in+");
  {
    Disk::Session inside(copy), deeper(copy);
  }
  EXPECT_EQ(disk_text(copy), "a=in+");
}

// Goal: moving and assigning carry the content over. Method: each once, onto a disk with other
// content.
TEST(Disk, moves_and_assigns) {
  Disk disk;
  disk.set_entry(root_inode, "a", disk.create_inode(InodeKind::file));
  Disk other;
  other.create_inode(InodeKind::directory);
  other = disk;
  EXPECT_EQ(whole_text(other), whole_text(disk));
  Disk moved = std::move(other);
  EXPECT_EQ(whole_text(moved), whole_text(disk));
  Disk target;
  target = std::move(moved);
  EXPECT_EQ(whole_text(target), whole_text(disk));
}

// Goal: an inode number that was given back comes up empty the next time. Method: fill one in a
// session, end it, take the number again.
TEST(Disk, reused_inode_number_is_empty) {
  Disk disk;
  {
    Disk::Session session(disk);
    disk.write(disk.create_inode(InodeKind::file), 0, as_bytes("old"));
    disk.set_entry(disk.create_inode(InodeKind::directory), "x", root_inode);
  }
  EXPECT_EQ(disk.inode_count(), 1U);
  EXPECT_TRUE(disk.contents(disk.create_inode(InodeKind::file)).empty());
  EXPECT_TRUE(disk.entries(disk.create_inode(InodeKind::directory)).empty());
}

// Goal: the changes that need care at the edges. Method: one of each kind, by hand.
TEST(Disk, fills_gaps_with_zeros_and_ignores_empty_writes) {
  Disk disk;
  InodeId file = disk.create_inode(InodeKind::file);
  disk.set_entry(root_inode, "a", file);
  disk.write(file, 9, {});
  EXPECT_EQ(disk_text(disk), "a=");
  disk.write(file, 2, as_bytes("xy"));
  EXPECT_EQ(disk_text(disk), "a=00xy");
  disk.write(file, 3, as_bytes("zzz"));
  EXPECT_EQ(disk_text(disk), "a=00xzzz");
  disk.resize(file, 3);
  disk.resize(file, 5);
  EXPECT_EQ(disk_text(disk), "a=00x00");
  disk.set_entry(root_inode, "missing", no_inode);
  disk.set_entry(root_inode, "a", no_inode);
  EXPECT_EQ(disk_text(disk), "-");
}

// Goal: same_tree sees names, kinds and bytes, and not inode numbers. Method: two disks built in
// different orders, then changed in one place at a time.
TEST(Disk, same_tree_compares_what_a_process_would_see) {
  Disk left;
  Disk right;
  right.create_inode(InodeKind::file);
  for (Disk* disk : {&left, &right}) {
    InodeId directory = disk->create_inode(InodeKind::directory);
    InodeId file = disk->create_inode(InodeKind::file);
    disk->set_entry(root_inode, "d", directory);
    disk->set_entry(directory, "f", file);
    disk->write(file, 0, as_bytes("same"));
  }
  EXPECT_TRUE(same_tree(left, right));
  {
    Disk::Session session(right);
    right.write(3, 0, as_bytes("S"));
    EXPECT_FALSE(same_tree(left, right));
  }
  {
    Disk::Session session(right);
    right.set_entry(2, "g", 3);
    EXPECT_FALSE(same_tree(left, right));
  }
  right.set_entry(root_inode, "d", 3);
  EXPECT_FALSE(same_tree(left, right));
}

// Goal: same_tree tells two names of one file from two files. Method: as the name says.
TEST(Disk, same_tree_sees_which_names_are_of_one_file) {
  Disk left;
  Disk right;
  for (Disk* disk : {&left, &right}) {
    disk->set_entry(root_inode, "a", disk->create_inode(InodeKind::file));
  }
  left.set_entry(root_inode, "b", left.find(root_inode, "a"));
  right.set_entry(root_inode, "b", right.create_inode(InodeKind::file));
  EXPECT_FALSE(same_tree(left, right));
  EXPECT_FALSE(same_tree(right, left));
  right.set_entry(root_inode, "b", right.find(root_inode, "a"));
  EXPECT_TRUE(same_tree(left, right));
}

// Goal: same_tree ends where a directory contains itself. Method: two such loops, alike and not.
TEST(Disk, same_tree_ends_in_a_loop) {
  Disk left;
  Disk right;
  for (Disk* disk : {&left, &right}) {
    InodeId directory = disk->create_inode(InodeKind::directory);
    disk->set_entry(root_inode, "d", directory);
    disk->set_entry(directory, "up", directory);
  }
  EXPECT_TRUE(same_tree(left, right));
  right.set_entry(1, "x", right.create_inode(InodeKind::file));
  EXPECT_FALSE(same_tree(left, right));
}

}  // namespace
}  // namespace powercut
