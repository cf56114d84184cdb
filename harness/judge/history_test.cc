#include "powercut/harness/history.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

using namespace std::string_literals;

TEST(KeyTable, numbers_keys_by_their_rank_and_repeated_ones_once) {
  KeyTable keys({"b", "", "a", "b", "a\0"s, "\xff"});
  ASSERT_EQ(keys.size(), 5U);
  const std::vector<std::string> sorted{"", "a", "a\0"s, "b", "\xff"};
  for (std::uint32_t number = 0; number < keys.size(); ++number) {
    EXPECT_EQ(keys.name(number), sorted[number]);
    EXPECT_EQ(keys.number(sorted[number]), number);
  }
}

TEST(KeyTable, may_be_empty) { EXPECT_EQ(KeyTable({}).size(), 0U); }

TEST(KeyTableDeathTest, stops_at_a_key_that_it_never_had) {
  KeyTable keys({"a", "c"});
  EXPECT_DEATH(static_cast<void>(keys.number("b")), "CHECK");
}

TEST(History, begins_with_every_key_absent) {
  History history(KeyTable({"a", "b"}));
  EXPECT_EQ(history.initial, (std::vector<std::optional<std::string>>(2)));
}

}  // namespace
}  // namespace powercut
