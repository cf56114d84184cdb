#include "powercut/harness/finding.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

// Goal: an id is enough to find a state again. Method: print, parse, compare.
TEST(FindingPlace, prints_and_parses_to_the_same_place) {
  const FindingPlace places[] = {
      {.store = "log",
       .workload = "demo",
       .model = "in-order",
       .crash = CrashPath{.first = {.call = 12}}},
      {.store = "log",
       .workload = "demo",
       .model = "x",
       .crash = CrashPath{.first = {.call = 1, .byte = 7}}},
      {.store = "log", .workload = "demo", .model = "run"},
      {.store = "log~index-before-log",
       .workload = "mixed-uniform",
       .model = "synced-only",
       .seed = 18446744073709551615U,
       .crash = CrashPath{.first = {.call = 0}},
       .rule = parse_fault_rule("write:data.log#5=no_space+7*")},
      {.store = "log",
       .workload = "faults",
       .model = "run",
       .rule = parse_fault_rule("rename:a/b/c#1=io_failed+done")},
  };
  for (const FindingPlace& place : places) {
    auto parsed = parse_finding_place(to_text(place));
    ASSERT_TRUE(parsed.has_value()) << to_text(place);
    EXPECT_EQ(*parsed, place) << to_text(place);
  }
}

TEST(FindingPlace, prints_as_documented) {
  FindingPlace place{.store = "log", .workload = "demo", .model = "in-order", .seed = 3};
  place.crash = CrashPath{.first = {.call = 12, .byte = 7}};
  EXPECT_EQ(to_text(place), "log/demo/in-order/3/12.7");
  place.crash = CrashPath{.first = {.call = 12}};
  place.rule = parse_fault_rule("sync#3=io_failed*");
  EXPECT_EQ(to_text(place), "log/demo/in-order/3/12/sync#3=io_failed*");
  EXPECT_EQ(to_text({.store = "log", .workload = "demo", .model = "run"}), "log/demo/run/1/run");
}

TEST(FindingPlace, does_not_parse_what_is_no_id) {
  for (const char* garbage : {"",
                              "/",
                              "////",
                              "log",
                              "log/demo/in-order/1",
                              "log/demo/in-order/1/",
                              "log/demo/in-order//12",
                              "log/demo/in-order/-1/12",
                              "log/demo/in-order/one/12",
                              "log/demo/in-order/1x/12",
                              "log/demo/in-order/18446744073709551616/12",
                              "log/demo/in-order/1/x",
                              "log/demo/in-order/1/12.",
                              "log/demo/in-order/1/12.0",
                              "log/demo/in-order/1/-12",
                              "log/demo/in-order/1/99999999999",
                              "log/demo/in-order/1/12/",
                              "log/demo/in-order/1/12/nonsense",
                              "log/demo/in-order/1/12/sync#0=io_failed",
                              "log/demo/run/1/12",
                              "log/demo/run/1"}) {
    EXPECT_FALSE(parse_finding_place(garbage).has_value()) << garbage;
  }
}

// Goal: the command can be pasted into a shell, whatever is in it. Method: a rule with the marks
// that a shell expands, and a path with a quote.
TEST(Finding, gives_a_command_that_a_shell_takes_for_what_it_says) {
  Finding finding{.place = {.store = "log",
                            .workload = "demo",
                            .model = "run",
                            .rule = parse_fault_rule("sync#1=io_failed*")},
                  .violation = {FindingKind::accepted, {}, "", ""},
                  .program = "own-program"};
  EXPECT_TRUE(replay_command(finding).ends_with(
      "own-program replay 'log/demo/run/1/run/sync#1=io_failed*'"));
  finding.log_file = "it's a.log";
  EXPECT_TRUE(replay_command(finding).ends_with(
      R"(replay --log 'it'\''s a.log' 'log/demo/run/1/run/sync#1=io_failed*')"))
      << replay_command(finding);
}

TEST(Finding, of_a_test_gives_a_command_that_runs_the_test) {
  const Finding finding{.place = {.store = "log", .workload = "demo", .model = "run"},
                        .violation = {FindingKind::accepted, {}, "", ""}};
  EXPECT_TRUE(replay_command(finding).starts_with("POWERCUT_REPLAY='log/demo/run/1/run' "))
      << replay_command(finding);
}

}  // namespace
}  // namespace powercut
