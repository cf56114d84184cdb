// Goal: a page lives exactly as long as somebody can see it. Method: pages and holds in every order
// that matters, told by the memory that is taken; the sanitizers see what is used too late.
#include "engine/cask/index/ordered/page_keeper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace powercut {
namespace {

std::size_t pages_of(const PageKeeper& keeper) { return keeper.memory_bytes() / page_step_bytes; }

TEST(PageKeeper, frees_a_page_at_once_that_no_hold_sees) {
  PageKeeper keeper;
  TreePage* const page = keeper.make(0, 0);
  EXPECT_TRUE(keeper.is_writable(*page));
  EXPECT_EQ(pages_of(keeper), 1U);
  keeper.drop(page);
  EXPECT_EQ(pages_of(keeper), 0U);
}

TEST(PageKeeper, keeps_a_dropped_page_until_the_hold_that_sees_it_goes) {
  PageKeeper keeper;
  TreePage* const old_page = keeper.make(0, 0);
  PageKeeper::Hold* const hold = keeper.hold();
  TreePage* const new_page = keeper.make(0, 0);
  EXPECT_FALSE(keeper.is_writable(*old_page));
  EXPECT_TRUE(keeper.is_writable(*new_page));
  keeper.drop(old_page);
  EXPECT_EQ(pages_of(keeper), 2U);
  keeper.drop(new_page);
  EXPECT_EQ(pages_of(keeper), 1U);
  keeper.release(hold);
  EXPECT_EQ(pages_of(keeper), 0U);
}

TEST(PageKeeper, lets_a_page_be_changed_again_when_the_holds_that_see_it_are_gone) {
  PageKeeper keeper;
  PageKeeper::Hold* const older = keeper.hold();
  TreePage* const page = keeper.make(0, 0);
  PageKeeper::Hold* const newer = keeper.hold();
  EXPECT_FALSE(keeper.is_writable(*page));
  keeper.release(newer);
  EXPECT_TRUE(keeper.is_writable(*page));
  keeper.release(older);
  keeper.drop(page);
}

// Method: three holds; before and between them pages are made, and each is dropped after each
// later hold, so that every span of sight occurs. All orders of release: after each the pages left
// are those that a living hold sees.
TEST(PageKeeper, frees_each_page_with_the_last_hold_that_sees_it_in_any_order_of_release) {
  std::array<std::size_t, 3> order = {0, 1, 2};
  do {
    struct Span {
      std::size_t made;  // so many holds were there
      std::size_t dropped;
      TreePage* page;
    };
    PageKeeper keeper;
    std::vector<Span> spans;
    std::vector<PageKeeper::Hold*> holds;
    for (std::size_t count = 0; count <= 3; ++count) {
      if (count > 0) holds.push_back(keeper.hold());
      for (const Span& span : spans) {
        if (span.dropped == count) keeper.drop(span.page);
      }
      for (std::size_t dropped = count + 1; dropped <= 3; ++dropped) {
        spans.push_back({count, dropped, keeper.make(0, 0)});
      }
    }
    std::vector<bool> living(3, true);
    for (const std::size_t released : order) {
      keeper.release(holds[released]);
      living[released] = false;
      const auto is_seen = [&](const Span& span) {
        const auto begin = living.begin();
        return std::find(begin + span.made, begin + span.dropped, true) != begin + span.dropped;
      };
      EXPECT_EQ(pages_of(keeper), std::count_if(spans.begin(), spans.end(), is_seen));
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(PageKeeperDeathTest, goes_with_no_hold_left) {
  EXPECT_DEATH(
      {
        PageKeeper keeper;
        keeper.hold();
      },
      "newest_");
}

}  // namespace
}  // namespace powercut
