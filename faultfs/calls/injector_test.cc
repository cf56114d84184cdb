#include "powercut/faultfs/injector.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

// Which of `calls` calls to the same file are struck: "..x." is the third of four.
std::string strikes(Injector& injector, int calls, CallKind kind = CallKind::sync,
                    std::string_view path = "a", std::uint64_t bytes = 0) {
  std::string marks;
  for (int call = 0; call < calls; ++call) {
    marks += injector.strike(kind, path, bytes) ? 'x' : '.';
  }
  return marks;
}

std::string strikes(const char* rule, int calls) {
  Injector injector({parse_fault_rule(rule).value()});
  return strikes(injector, calls);
}

// Goal: n and times mean what the grammar says. Method: five calls under each rule.
TEST(Injector, strikes_the_nth_call_the_given_number_of_times) {
  EXPECT_EQ(strikes("sync#1=io_failed", 5), "x....");
  EXPECT_EQ(strikes("sync#3=io_failed", 5), "..x..");
  EXPECT_EQ(strikes("sync#2=io_failed*2", 5), ".xx..");
  EXPECT_EQ(strikes("sync#4=io_failed*", 5), "...xx");
  EXPECT_EQ(strikes("any#2=io_failed", 5), ".x...");
  EXPECT_EQ(strikes("write#1=io_failed*", 5), ".....");
}

// Goal: only calls of the kind on the path count. Method: other calls in between.
TEST(Injector, counts_only_calls_that_match) {
  Injector injector({parse_fault_rule("sync:a#2=io_failed").value()});
  EXPECT_EQ(strikes(injector, 1, CallKind::sync, "a"), ".");
  EXPECT_EQ(strikes(injector, 3, CallKind::sync, "b"), "...");
  EXPECT_EQ(strikes(injector, 3, CallKind::write, "a"), "...");
  EXPECT_EQ(strikes(injector, 2, CallKind::sync, "a"), "x.");
  EXPECT_EQ(injector.struck(), 1U);
}

// Goal: the first rule that strikes wins, and all rules count on. Method: two rules with different
// errors that meet at one call.
TEST(Injector, first_of_two_rules_wins_and_both_count) {
  Injector injector(
      {parse_fault_rule("sync#2=no_space").value(), parse_fault_rule("any#2=io_failed*2").value()});
  EXPECT_FALSE(injector.strike(CallKind::sync, "a", 0));
  EXPECT_EQ(injector.strike(CallKind::sync, "a", 0)->error, ErrorCode::no_space);
  EXPECT_EQ(injector.strike(CallKind::write, "a", 1)->error, ErrorCode::io_failed);
  EXPECT_FALSE(injector.strike(CallKind::write, "a", 1));
  EXPECT_EQ(injector.struck(), 2U);
  ASSERT_EQ(injector.rules().size(), 2U);
  EXPECT_EQ(injector.rules()[0].matched, 2U);
  EXPECT_EQ(injector.rules()[0].struck, 1U);
  EXPECT_EQ(injector.rules()[1].matched, 4U);
  EXPECT_EQ(injector.rules()[1].struck, 1U);
}

// Goal: a short transfer needs something to leave out. Method: transfers of 0, 1 and 2 bytes.
TEST(Injector, makes_a_transfer_short_only_if_it_has_two_bytes) {
  for (std::uint64_t bytes : {0, 1, 2}) {
    Injector injector({parse_fault_rule("write#1=short+1").value()});
    EXPECT_EQ(strikes(injector, 1, CallKind::write, "a", bytes), bytes < 2 ? "." : "x");
  }
}

// Goal: it lists the calls that could fail, those that were struck and those that were not.
TEST(Injector, watches_all_calls) {
  Injector injector({parse_fault_rule("any#1=io_failed").value()});
  EXPECT_EQ(strikes(injector, 1), "x");
  EXPECT_EQ(strikes(injector, 1, CallKind::write, "a", 9), ".");
  ASSERT_EQ(injector.seen().size(), 2U);
  EXPECT_EQ(injector.seen()[0].kind, CallKind::sync);
  EXPECT_EQ(injector.seen()[1].kind, CallKind::write);
  EXPECT_EQ(injector.seen()[1].bytes, 9U);
}

}  // namespace
}  // namespace powercut
