#include "faultfs/disk/image_hash.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "faultfs/litmus/random_calls.h"
#include "faultfs/states/walk.h"
#include "powercut/faultfs/disk_text.h"

namespace powercut {
namespace {

// A tree for the tests to vary; first_inode: so many inodes come before those of the tree.
class Tree {
 public:
  explicit Tree(int inodes_before = 0) {
    while (inodes_before-- > 0) disk.create_inode(InodeKind::file);
  }

  InodeId directory(InodeId parent, const char* name) {
    return named(parent, name, disk.create_inode(InodeKind::directory));
  }
  InodeId file(InodeId parent, const char* name, std::string_view content) {
    InodeId inode = named(parent, name, disk.create_inode(InodeKind::file));
    disk.write(inode, 0, as_bytes(content));
    return inode;
  }
  InodeId named(InodeId parent, const char* name, InodeId inode) {
    disk.set_entry(parent, name, inode);
    return inode;
  }

  Disk disk;
};

ImageHash hash_of(const Disk& disk) {
  ImageHasher hasher;
  hasher.take(disk);
  return hasher.whole();
}

std::vector<std::uint64_t> names_of_files(const Disk& disk) {
  ImageHasher hasher;
  hasher.take(disk);
  std::vector<std::uint64_t> names;
  for (const ImageHasher::Entry& entry : hasher.entries()) {
    if (entry.is_file) names.push_back(entry.name);
  }
  return names;
}

// Goal: trees that no process can tell apart have one hash. Method: the same tree with other inode
// numbers, made in another order, with a nameless file.
TEST(ImageHash, does_not_depend_on_inode_numbers) {
  Tree one;
  InodeId d = one.directory(root_inode, "d");
  one.file(root_inode, "a", "x");
  one.file(d, "b", "yy");
  Tree other(5);
  other.file(root_inode, "a", "x");
  d = other.directory(root_inode, "d");
  other.file(d, "b", "yy");
  EXPECT_TRUE(same_tree(one.disk, other.disk));
  EXPECT_EQ(hash_of(one.disk), hash_of(other.disk));
}

// Goal: any difference that a process can see makes another hash, and room that it cannot see.
// Method: trees that differ in one thing each, in pairs: bytes, sizes, names, kinds, places.
TEST(ImageHash, tells_trees_apart) {
  std::vector<Tree> trees(17);
  auto in_d = [&](std::size_t tree) { return trees[tree].directory(root_inode, "d"); };
  trees[1].file(root_inode, "a", "");
  trees[2].file(root_inode, "a", "x");
  trees[3].file(root_inode, "a", "y");
  trees[4].file(root_inode, "a", "xx");
  trees[5].file(root_inode, "a", std::string_view("x\0", 2));
  trees[6].file(root_inode, "b", "x");
  trees[7].directory(root_inode, "a");
  trees[8].file(in_d(8), "a", "x");
  in_d(9);
  trees[9].file(root_inode, "a", "x");
  trees[10].file(root_inode, "da", "x");
  trees[11].file(root_inode, "d/a", "x");
  trees[12].directory(in_d(12), "a");
  in_d(13);
  trees[13].directory(root_inode, "a");
  trees[14].file(root_inode, "a", "x");
  trees[14].file(root_inode, "b", "y");
  trees[15].file(root_inode, "a", "y");
  trees[15].file(root_inode, "b", "x");
  trees[16].disk.make_room(trees[16].file(root_inode, "a", "x"));
  for (std::size_t left = 0; left < trees.size(); ++left) {
    for (std::size_t right = 0; right < trees.size(); ++right) {
      EXPECT_EQ(hash_of(trees[left].disk) == hash_of(trees[right].disk), left == right)
          << disk_text(trees[left].disk) << " and " << disk_text(trees[right].disk);
    }
  }
}

// Goal: every single byte counts, wherever it is. Method: a file of a page; each bit of some
// places.
TEST(ImageHash, sees_every_byte) {
  Tree tree;
  InodeId file = tree.file(root_inode, "a", std::string(4096, 'x'));
  ImageHash hash = hash_of(tree.disk);
  for (std::uint64_t place = 0; place < 4096; place += 1 + place / 3) {
    for (int bit = 0; bit < 8; ++bit) {
      Disk::Session session(tree.disk);
      std::byte changed = std::byte{'x'} ^ static_cast<std::byte>(1 << bit);
      tree.disk.write(file, place, {&changed, 1});
      EXPECT_NE(hash_of(tree.disk), hash) << place;
    }
  }
  EXPECT_EQ(hash_of(tree.disk), hash);
}

// Goal: equal hashes and equal trees are the same thing for images as they are made. Method: all
// images of random traces under the models, each with the one before it and the first.
TEST(ImageHash, agrees_with_same_tree_on_crash_images) {
  int equal = 0;
  int different = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    RandomCalls random(seed, {.calls = 5});
    for (const char* model : {"in-order", "btrfs", "ext4"}) {
      Disk last = random.base;
      walk(*find_persistence_model(model), random.trace, random.base,
           {0, static_cast<std::uint32_t>(random.trace.size())},
           [&](const CrashStates&, const Choice&, const Disk& disk) {
             for (const Disk* other : {&last, &random.base}) {
               bool same = same_tree(disk, *other);
               EXPECT_EQ(hash_of(disk) == hash_of(*other), same);
               ++(same ? equal : different);
             }
             last = disk;
           });
    }
  }
  EXPECT_GT(equal, 20);
  EXPECT_GT(different, 100);
}

// Goal: without some files, their content does not matter, but their names do, and whether there is
// any. Method: two trees that differ in one file's content; without it, without the other, without
// both.
TEST(ImageHash, without_files_their_names_count_and_whether_they_are_empty) {
  Tree one;
  one.file(root_inode, "a", "x");
  one.file(root_inode, "b", "y");
  Tree other;
  other.file(root_inode, "a", "X!");
  other.file(root_inode, "b", "y");
  std::vector<std::uint64_t> names = names_of_files(one.disk);
  ASSERT_EQ(names.size(), 2U);
  ImageHasher left;
  ImageHasher right;
  left.take(one.disk);
  right.take(other.disk);
  EXPECT_NE(left.whole(), right.whole());
  EXPECT_EQ(left.without({names[0]}), right.without({names[0]}));
  EXPECT_NE(left.without({names[1]}), right.without({names[1]}));
  std::ranges::sort(names);
  EXPECT_EQ(left.without(names), right.without(names));
  EXPECT_EQ(left.without({}), left.whole());
  EXPECT_EQ(left.without({12345}), left.whole());

  Tree emptied;
  emptied.file(root_inode, "a", "");
  emptied.file(root_inode, "b", "y");
  right.take(emptied.disk);
  EXPECT_NE(left.without(names), right.without(names));

  Tree fewer;
  fewer.file(root_inode, "b", "y");
  right.take(fewer.disk);
  EXPECT_NE(left.without(names), right.without(names));
}

// Goal: a hasher forgets the image before. Method: one hasher, two images, the first again.
TEST(ImageHash, hasher_starts_anew_with_each_image) {
  Tree tree;
  tree.file(tree.directory(root_inode, "d"), "a", "x");
  ImageHasher hasher;
  hasher.take(tree.disk);
  ImageHash first = hasher.whole();
  EXPECT_EQ(hasher.entries().size(), 2U);
  hasher.take(Disk());
  EXPECT_TRUE(hasher.entries().empty());
  EXPECT_NE(hasher.whole(), first);
  hasher.take(tree.disk);
  EXPECT_EQ(hasher.whole(), first);
}

// Goal: an image in which a directory lies within itself is hashed, and told from the one without.
TEST(ImageHash, ends_where_a_directory_is_in_itself) {
  Tree plain;
  plain.directory(root_inode, "d");
  Tree looped;
  InodeId d = looped.directory(root_inode, "d");
  looped.named(d, "e", d);
  EXPECT_NE(hash_of(plain.disk), hash_of(looped.disk));
  EXPECT_EQ(hash_of(looped.disk), hash_of(Disk(looped.disk)));
}

}  // namespace
}  // namespace powercut
