// Goal: a page is a sorted array of entries, whatever is done to it. Method: one page beside a
// std::map, and searches for keys that differ at each length.
#include "engine/cask/index/ordered/tree_page.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/cask/index/ordered/tree_page_test.h"

namespace powercut {
namespace {

OwnedPage leaf(std::size_t bytes) { return OwnedPage(TreePage::make(1, 0, bytes)); }

RecordPlace at(std::uint32_t offset) { return {.segment = 7, .offset = offset, .bytes = 9}; }

std::map<std::string, std::uint32_t> contents(const TreePage& page) {
  std::map<std::string, std::uint32_t> all;
  for (std::uint32_t index = 0; index < page.count(); ++index) {
    all.emplace(page.key(index), page.place(index).offset);
  }
  EXPECT_EQ(all.size(), page.count());
  return all;
}

// In order; they differ early, late, behind 8 and 16 bytes, by length alone, and in zero bytes.
std::vector<std::string> keys_in_order() {
  using std::string_literals::operator""s;
  return {"",
          "\0"s,
          "\0\0"s,
          "a",
          "a\0"s,
          "aa",
          "aaaaaaaa",
          "aaaaaaaaa",
          "aaaaaaaab",
          "aaaaaaaabbbbbbbb",
          "aaaaaaaabbbbbbbb\0"s,
          "aaaaaaaabbbbbbbbcc",
          "aaaaaaaabbbbbbbbcd",
          "aaaaaaaabbbbbbbc",
          std::string(2000, 'b'),
          std::string(2001, 'b'),
          "\x7f",
          "\x80",
          "\xff",
          "\xff\xff"};
}

TEST(TreePage, keeps_entries_in_order_whatever_the_order_of_inserts_and_erases) {
  const auto keys = keys_in_order();
  std::map<std::string, std::uint32_t> model;
  const OwnedPage page = leaf(8000);
  for (std::uint32_t turn = 0; turn < keys.size() * 3; ++turn) {
    const std::string& key = keys[turn * 7 % keys.size()];
    const std::uint32_t index = page->lower_bound(key);
    const bool found = index < page->count() && page->key(index) == key;
    ASSERT_EQ(found, model.contains(key));
    if (!found) {
      page->insert(index, key, at(turn));
      model[key] = turn;
    } else if (turn % 2 == 0) {
      page->overwrite(index, at(turn));
      model[key] = turn;
    } else {
      page->erase(index);
      model.erase(key);
    }
    ASSERT_EQ(contents(*page), model);
  }
}

TEST(TreePage, finds_where_a_key_stands_or_would) {
  const auto keys = keys_in_order();
  for (std::size_t absent = 0; absent < keys.size(); ++absent) {
    const OwnedPage page = leaf(8000);
    const OwnedPage above(TreePage::make(1, 1, 8000));
    above->insert(0, "", ChildLink{page.get()});
    for (std::size_t index = 0; index < keys.size(); ++index) {
      if (index == absent) continue;
      page->insert(page->count(), keys[index], at(1));
      if (index > 0) above->insert(above->count(), keys[index], ChildLink{page.get()});
    }
    for (std::size_t index = 0; index < keys.size(); ++index) {
      const auto before = static_cast<std::uint32_t>(index - (index > absent ? 1 : 0));
      EXPECT_EQ(page->lower_bound(keys[index]), before);
    }
    // The child before an absent key, and the child of each key that is there.
    if (absent == 0) continue;
    EXPECT_EQ(above->child_for(keys[absent]), absent - 1);
    EXPECT_EQ(above->child_for(keys[absent - 1]), absent - 1);
    EXPECT_EQ(above->child_for(keys.back()), above->count() - 1);
  }
}

TEST(TreePage, counts_what_it_holds_to_the_byte) {
  const OwnedPage page = leaf(100);
  EXPECT_GE(page->room_bytes(), 100U);
  EXPECT_EQ(page->memory_bytes() % page_step_bytes, 0U);
  EXPECT_EQ(page->used_bytes(), 0U);
  page->insert(0, "key", at(1));
  EXPECT_EQ(page->used_bytes(), TreePage::entry_bytes<RecordPlace>("key"));
  EXPECT_EQ(page->used_bytes(), 16U + 3U);
  page->erase(0);
  EXPECT_EQ(page->used_bytes(), 0U);
}

TEST(TreePage, is_no_larger_than_a_full_page_if_it_holds_no_more) {
  EXPECT_EQ(leaf(page_bytes_full)->memory_bytes(), page_bytes_max);
  EXPECT_EQ(leaf(page_bytes_full)->room_bytes(), page_bytes_full);
}

TEST(TreePage, appends_any_range_of_another) {
  const auto keys = keys_in_order();
  const OwnedPage source = leaf(8000);
  for (const std::string& key : keys) source->insert(source->count(), key, at(source->count()));
  for (std::uint32_t middle = 0; middle <= source->count(); ++middle) {
    const OwnedPage copy = leaf(source->used_bytes());
    copy->append(*source, 0, middle);
    EXPECT_EQ(copy->used_bytes(), source->bytes_of(middle));
    copy->append(*source, middle, source->count());
    EXPECT_EQ(contents(*copy), contents(*source));
    EXPECT_EQ(copy->used_bytes(), source->used_bytes());
  }
}

TEST(TreePage, forgets_its_first_key_and_nothing_else) {
  const OwnedPage child = leaf(0);
  const OwnedPage other = leaf(0);
  const OwnedPage page(TreePage::make(1, 1, 100));
  page->insert(0, "first", ChildLink{other.get()});
  page->insert(1, "second", ChildLink{child.get()});
  page->forget_first_key();
  EXPECT_EQ(page->key(0), "");
  EXPECT_EQ(page->child(0), other.get());
  EXPECT_EQ(page->key(1), "second");
  EXPECT_EQ(page->child(1), child.get());
  EXPECT_EQ(page->used_bytes(), 2 * 12U + 6U);
}

TEST(TreePageDeathTest, takes_no_entry_that_it_has_no_room_for) {
  const OwnedPage page = leaf(0);
  EXPECT_DEATH(page->insert(0, std::string(page_step_bytes, 'k'), at(1)), "room_bytes");
}

}  // namespace
}  // namespace powercut
