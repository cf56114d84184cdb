// Goal: the halves of a page are as even as they can be, and the key between them parts them.
// Method: pages with keys of chosen lengths, each place for the new one.
#include "engine/cask/index/ordered/page_split.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/cask/index/ordered/tree_page_test.h"

namespace powercut {
namespace {

OwnedPage leaf_of(const std::vector<std::string>& keys) {
  OwnedPage page(TreePage::make(1, 0, 64 * 1024));
  for (const std::string& key : keys) page->insert(page->count(), key, RecordPlace{1, 2, 3});
  return page;
}

OwnedPage branch_of(std::uint32_t count) {
  OwnedPage page(TreePage::make(1, 1, 64 * 1024));
  for (std::uint32_t index = 0; index < count; ++index) {
    page->insert(index, index == 0 ? "" : std::string(10, static_cast<char>('a' + index)),
                 ChildLink{nullptr});
  }
  return page;
}

std::size_t new_bytes(std::size_t key_bytes) {
  return TreePage::entry_bytes<RecordPlace>(std::string(key_bytes, 'k'));
}

TEST(PageSplit, parts_equal_entries_evenly_wherever_the_new_one_goes) {
  const OwnedPage page = leaf_of({"aaaa", "bbbb", "cccc", "dddd", "eeee"});
  for (std::uint32_t index = 0; index <= 5; ++index) {
    const PageSplit split = split_evenly(*page, index, new_bytes(4));
    EXPECT_EQ(split.new_goes_left, index < 3);
    EXPECT_EQ(split.kept + (split.new_goes_left ? 1 : 0), 3U);
  }
}

TEST(PageSplit, leaves_a_long_key_alone) {
  const OwnedPage page = leaf_of({"a", "b", "c"});
  const PageSplit before = split_evenly(*page, 0, new_bytes(5000));
  EXPECT_TRUE(before.new_goes_left);
  EXPECT_EQ(before.kept, 0U);
  const PageSplit behind = split_evenly(*page, 3, new_bytes(5000));
  EXPECT_FALSE(behind.new_goes_left);
  EXPECT_EQ(behind.kept, 3U);
}

TEST(PageSplit, leaves_two_children_to_either_side) {
  const OwnedPage page = branch_of(3);
  for (std::uint32_t index = 1; index <= 3; ++index) {
    const PageSplit split =
        split_evenly(*page, index, TreePage::entry_bytes<ChildLink>(std::string(9000, 'k')));
    EXPECT_EQ(split.kept + (split.new_goes_left ? 1 : 0), 2U);
  }
  EXPECT_EQ(split_at_end(*page).kept, 2U);
  EXPECT_FALSE(can_split(1, 3));
  EXPECT_TRUE(can_split(1, 4));
}

TEST(PageSplit, keeps_all_of_a_leaf_together_at_the_end) {
  const OwnedPage page = leaf_of({"a", "b", "c"});
  EXPECT_EQ(split_at_end(*page).kept, 3U);
  EXPECT_FALSE(split_at_end(*page).new_goes_left);
}

TEST(PageSplit, separates_leaves_with_the_shortest_key_that_does) {
  const auto between = [](const std::string& left, const std::string& right) {
    return separating_key(*leaf_of({"", left}), *leaf_of({right, "\xff"}));
  };
  EXPECT_EQ(between("apple", "banana"), "b");
  EXPECT_EQ(between("apple", "apricot"), "apr");
  EXPECT_EQ(between("apple", "apples and pears"), "apples");
  EXPECT_EQ(between("a", std::string("a\0", 2)), std::string("a\0", 2));
  EXPECT_EQ(between("a\x7f", "a\x80z"), "a\x80");
}

}  // namespace
}  // namespace powercut
