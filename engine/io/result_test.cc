#include "powercut/io/result.h"
#include "engine/io/macros.h"

#include <gtest/gtest.h>

#include <memory>

namespace powercut {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return Error{ErrorCode::invalid_argument};
  return number / 2;
}

Result<void> require_even(int number) {
  TRY(half_of(number));
  return {};
}

Result<int> quarter_of(int number) {
  TRY_ASSIGN(const int half, half_of(number));
  TRY_ASSIGN(const int quarter, half_of(half));
  return quarter;
}

TEST(result, holds_a_value_or_the_error_in_its_way) {
  EXPECT_EQ(*half_of(8), 4);
  ASSERT_FALSE(half_of(7).ok());
  EXPECT_EQ(half_of(7).error().code, ErrorCode::invalid_argument);
}

TEST(result, passes_the_first_error_to_the_caller) {
  EXPECT_EQ(*quarter_of(8), 2);
  EXPECT_FALSE(quarter_of(6).ok());
  EXPECT_TRUE(require_even(2).ok());
  EXPECT_EQ(require_even(3).error().code, ErrorCode::invalid_argument);
}

TEST(result, hands_over_values_that_can_only_be_moved) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(5); };
  const auto take = [&]() -> Result<int> {
    TRY_ASSIGN(const std::unique_ptr<int> pointer, make());
    return *pointer;
  };
  EXPECT_EQ(*take(), 5);
}

TEST(result_death, stops_the_program_when_a_missing_value_is_read) {
  EXPECT_DEATH(static_cast<void>(*half_of(7)), "result.h:[0-9]+: CHECK failed: ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(half_of(8).error()), "CHECK failed: !ok\\(\\)");
}

}  // namespace
}  // namespace powercut
