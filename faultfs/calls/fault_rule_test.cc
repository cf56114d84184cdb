#include "powercut/faultfs/fault_rule.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

// Goal: every rule is replayed from its text. Method: all combinations of the fields' values,
// printed and parsed; paths that look like the rest of the grammar are among them.
TEST(FaultRule, parses_what_it_prints) {
  std::vector<std::optional<CallKind>> kinds{std::nullopt};
  for (int kind = 1; kind < call_kind_count; ++kind) kinds.push_back(static_cast<CallKind>(kind));
  int rules = 0;
  for (auto kind : kinds) {
    for (const char* path : {"", "data.log", "a/b#2=x*3+4:c"}) {
      for (std::uint64_t nth : {std::uint64_t{1}, std::uint64_t{77}, FaultRule::forever}) {
        for (std::uint64_t part : {std::uint64_t{0}, std::uint64_t{5}, FaultRule::done}) {
          for (std::uint64_t times : {std::uint64_t{1}, std::uint64_t{9}, FaultRule::forever}) {
            FaultRule rule{.kind = kind,
                           .path = path,
                           .nth = nth,
                           .error = ErrorCode::no_space,
                           .part = part,
                           .times = times};
            EXPECT_EQ(parse_fault_rule(to_text(rule)), rule) << to_text(rule);
            ++rules;
          }
        }
      }
    }
  }
  EXPECT_EQ(rules, call_kind_count * 3 * 3 * 3 * 3);
  for (auto kind : {CallKind::sync, CallKind::sync_data}) {
    FaultRule rule{.kind = kind, .error = ErrorCode::io_failed, .part = FaultRule::old};
    EXPECT_EQ(parse_fault_rule(to_text(rule)), rule) << to_text(rule);
  }
}

// Goal: each error code has its word. Method: all codes, by number.
TEST(FaultRule, knows_every_error_code) {
  for (auto code = ErrorCode::not_found; code <= ErrorCode::unsupported;
       code = static_cast<ErrorCode>(static_cast<std::uint32_t>(code) + 1)) {
    FaultRule rule{.kind = CallKind::sync, .error = code};
    EXPECT_EQ(parse_fault_rule(to_text(rule)), rule) << to_text(rule);
  }
}

// Goal: the texts that the header promises. Method: the header's examples, field by field.
TEST(FaultRule, reads_the_documented_examples) {
  EXPECT_EQ(parse_fault_rule("sync#3=io_failed"),
            (FaultRule{.kind = CallKind::sync, .nth = 3, .error = ErrorCode::io_failed}));
  EXPECT_EQ(parse_fault_rule("write:data.log#5=no_space+7"),
            (FaultRule{.kind = CallKind::write,
                       .path = "data.log",
                       .nth = 5,
                       .error = ErrorCode::no_space,
                       .part = 7}));
  EXPECT_EQ(parse_fault_rule("write#2=short+1"),
            (FaultRule{.kind = CallKind::write, .nth = 2, .error = std::nullopt, .part = 1}));
  EXPECT_EQ(parse_fault_rule("rename#1=io_failed+done"),
            (FaultRule{
                .kind = CallKind::rename, .error = ErrorCode::io_failed, .part = FaultRule::done}));
  EXPECT_EQ(parse_fault_rule("sync#1=io_failed*"), (FaultRule{.kind = CallKind::sync,
                                                              .error = ErrorCode::io_failed,
                                                              .times = FaultRule::forever}));
  EXPECT_EQ(
      parse_fault_rule("sync#1=io_failed+old"),
      (FaultRule{.kind = CallKind::sync, .error = ErrorCode::io_failed, .part = FaultRule::old}));
  EXPECT_EQ(to_text(*parse_fault_rule("any#1=short+3*2")), "any#1=short+3*2");
}

// Goal: nothing else is taken for a rule. Method: one text for each way to be wrong.
TEST(FaultRule, refuses_other_texts) {
  for (const char* text : {"",
                           "sync",
                           "sync#1",
                           "sync=io_failed",
                           "#1=io_failed",
                           "sync#=io_failed",
                           "sync#0=io_failed",
                           "sync#-1=io_failed",
                           "sync#1 =io_failed",
                           "sync#x=io_failed",
                           "mount#1=io_failed",
                           "fsync#1=io_failed",
                           "sync:#1=io_failed",
                           "sync#1=",
                           "sync#1=broken",
                           "sync#1=io_failed+",
                           "sync#1=io_failed+x",
                           "sync#1=io_failed*0",
                           "sync#1=io_failed*x",
                           "sync#1=io_failed*2*3",
                           "write#1=io_failed+1+2",
                           "write#1=io_failed*2+1",
                           "write#1=short",
                           "write#1=short+0",
                           "write#1=short+done",
                           "write#1=io_failed+old",
                           "write#1=io_failed+18446744073709551614",
                           "any#1=io_failed+old",
                           "sync_dir#1=io_failed+old",
                           "sync#1=short+old",
                           "sync#1=short+1",
                           "sync#18446744073709551616=io_failed"}) {
    EXPECT_EQ(parse_fault_rule(text), std::nullopt) << '"' << text << '"';
  }
}

}  // namespace
}  // namespace powercut
