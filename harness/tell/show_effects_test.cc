#include "harness/tell/show_effects.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<ToldEffect> many_lost(std::uint32_t count) {
  std::vector<ToldEffect> effects;
  for (std::uint32_t call = 1; call <= count; ++call) {
    effects.push_back(
        {.fate = Fate::lost, .whose = "", .call = call, .what = "change " + std::to_string(call)});
  }
  return effects;
}

TEST(show_effects, shows_each_of_a_few) {
  auto effects = many_lost(2);
  effects[1].fate = Fate::on_disk;
  EXPECT_EQ(show_effects(effects),
            "  lost     call 1    change 1\n"
            "  on disk  call 2    change 2\n");
}

// Goal: the few changes that explain a state are seen among hundreds. Method: the rare ones at the
// front, in the middle and at the end, and one torn.
TEST(show_effects, shows_the_rarer_fates_of_many_and_counts_the_others) {
  auto effects = many_lost(300);
  for (std::size_t index : {0U, 100U, 299U}) effects[index].fate = Fate::on_disk;
  effects[101].fate = Fate::torn;
  EXPECT_EQ(show_effects(effects),
            "  on disk  call 1    change 1\n"
            "  ...      calls 2 to 100: 99 lost\n"
            "  on disk  call 101  change 101\n"
            "  torn     call 102  change 102\n"
            "  ...      calls 103 to 299: 197 lost\n"
            "  on disk  call 300  change 300\n");
}

TEST(show_effects, shows_what_is_lost_where_most_is_on_disk) {
  auto effects = many_lost(100);
  for (ToldEffect& told : effects) told.fate = Fate::on_disk;
  effects[40].fate = Fate::lost;
  EXPECT_EQ(show_effects(effects),
            "  ...      calls 1 to 40: 40 on disk\n"
            "  lost     call 41   change 41\n"
            "  ...      calls 42 to 100: 59 on disk\n");
}

// Neither fate is rare: the latest are shown, and the others are counted all the same.
TEST(show_effects, keeps_to_a_limit) {
  auto effects = many_lost(1000);
  for (std::size_t index = 0; index < 1000; index += 2) effects[index].fate = Fate::torn;
  std::string text = show_effects(effects);
  EXPECT_LT(std::ranges::count(text, '\n'), 70);
  EXPECT_THAT(text, HasSubstr(" lost, "));
  EXPECT_THAT(text, HasSubstr("torn     call 999  change 999\n"));
}

TEST(show_effects, tells_the_run_from_the_restarts) {
  auto effects = many_lost(40);
  for (ToldEffect& told : effects) told.whose = told.call <= 30 ? "the run" : "the restart";
  for (std::size_t index = 30; index < 40; ++index) {
    effects[index].call = static_cast<std::uint32_t>(index - 29);
  }
  EXPECT_EQ(show_effects(effects),
            "  of the run:\n"
            "  ...      calls 1 to 30: 30 lost\n"
            "  of the restart:\n"
            "  ...      calls 1 to 10: 10 lost\n");
  for (ToldEffect& told : effects) told.whose = "";
  EXPECT_THAT(show_effects(effects), Not(HasSubstr("of the")));
}

}  // namespace
}  // namespace powercut
