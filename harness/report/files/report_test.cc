// Goal: the table, the findings and the report say what a result holds. Method: results made by
// hand. The schema of the report is tested in reports/.
#include "harness/report/files/report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/catalog/catalog.h"
#include "harness/report/table.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Not;

Cell cell_of(const char* store, const char* workload, const char* model, std::uint64_t visited) {
  Cell cell{store, workload, model, {}};
  cell.outcomes.tally.legal = cell.outcomes.tally.visited = visited;
  return cell;
}

void add_lost(Cell& cell, const CrashPoint& point) {
  cell.outcomes.add_failure({.place = {.store = cell.store,
                                       .workload = cell.workload,
                                       .model = cell.model,
                                       .crash = CrashPath{.first = point}},
                             .violation = {FindingKind::lost, "key\n", "\"1\"", "absent"},
                             .call = "write data.log at 0, 9 bytes",
                             .operation = "operation 3: set \"key\\x0a\" = \"1\"",
                             .program = "./run"});
}

// log-no-sync-dir fails under synced-only, as expected; its other models hold.
SweepResult result_of_control() {
  SweepResult result{.command = "sweep", .seed = 7};
  result.cells = {cell_of("log-no-sync-dir", "demo", "run", 1),
                  cell_of("log-no-sync-dir", "demo", "synced-only", 1000),
                  cell_of("log-no-sync-dir", "aged", "run", 1),
                  cell_of("log-no-sync-dir", "aged", "synced-only", 234)};
  add_lost(result.cells[1], {.call = 5});
  add_lost(result.cells[3], {.call = 6, .byte = 7});
  return result;
}

std::vector<VerdictRow> rows_of(const SweepResult& result) {
  return verdicts(result, our_registry());
}

TEST(verdicts, join_the_workloads_of_each_store_and_model) {
  auto rows = rows_of(result_of_control());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].model, "run");
  EXPECT_EQ(rows[0].tally.visited, 2U);
  EXPECT_TRUE(rows[0].holds());
  EXPECT_EQ(rows[1].model, "synced-only");
  EXPECT_EQ(rows[1].tally.visited, 1234U);
  EXPECT_EQ(rows[1].tally.failed, 2U);
  EXPECT_TRUE(rows[1].expected_to_fail);
  EXPECT_TRUE(all_as_expected(rows));
}

TEST(verdicts, are_not_as_expected_where_a_control_holds_or_a_store_fails) {
  SweepResult result = result_of_control();
  result.cells[1].outcomes = {};
  result.cells[3].outcomes = {};
  result.cells[1].outcomes.tally.visited = 1;
  EXPECT_FALSE(all_as_expected(rows_of(result)));
  EXPECT_THAT(verdict_table(rows_of(result)), HasSubstr("HOLDS, but should fail"));
  result.cells[1].outcomes.tally.visited = 0;
  EXPECT_TRUE(all_as_expected(rows_of(result))) << "nothing was visited";

  SweepResult failing{.command = "sweep", .seed = 1};
  failing.cells = {cell_of("log", "demo", "in-order", 10)};
  add_lost(failing.cells[0], {.call = 1});
  EXPECT_FALSE(all_as_expected(rows_of(failing)));
  EXPECT_THAT(verdict_table(rows_of(failing)), HasSubstr("FAILS"));
}

// Goal: a control that a sample does not show is no surprise where a stronger model shows it; one
// that no state shows is. Method: log-no-sync-dir under two models, of which the first is within
// the other.
TEST(verdicts, of_a_sample_know_the_stronger_model_that_fails) {
  SweepResult result{.command = "sweep", .seed = 1};
  result.cells = {cell_of("log-no-sync-dir", "demo", "ext4-writeback", 10),
                  cell_of("log-no-sync-dir", "demo", "posix-min", 10),
                  cell_of("log-no-sync-dir", "demo", "xfs", 10)};
  add_lost(result.cells[0], {.call = 5});
  EXPECT_FALSE(all_as_expected(rows_of(result))) << "every state was visited";
  result.cells[1].outcomes.tally.reduction.skip_first(5);
  auto rows = rows_of(result);
  EXPECT_TRUE(all_as_expected(rows));
  EXPECT_EQ(rows[1].stronger_that_fails, "ext4-writeback");
  EXPECT_EQ(rows[2].stronger_that_fails, "");
  EXPECT_THAT(verdict_table(rows), HasSubstr("but fails under ext4-writeback, which is stronger"));
  EXPECT_EQ(make_report(result, rows, our_registry())["verdicts"][1]["stronger_that_fails"],
            "ext4-writeback");
  result.cells[0].outcomes = result.cells[2].outcomes;
  EXPECT_FALSE(all_as_expected(rows_of(result))) << "nothing has failed";
}

TEST(verdict_table, has_a_line_for_each_store_and_model) {
  const std::string expected =
      "store            model                legal   visited     merged      pruned     skipped "
      "settled  "
      "verdict\n"
      "log-no-sync-dir  run                      2         2          0           0           0   "
      "100 %  "
      "holds\n"
      "log-no-sync-dir  synced-only          1,234     1,234          0           0           0   "
      "100 %  "
      "fails, as expected: 2 lost\n";
  EXPECT_EQ(verdict_table(rows_of(result_of_control())), expected);
}

TEST(verdict_table, stays_in_columns_whatever_the_numbers) {
  SweepResult result = result_of_control();
  Tally& tally = result.cells[1].outcomes.tally;
  tally.legal = 159'517'762'555'359;
  tally.reduction.skip_first(tally.legal - tally.visited);
  std::string text = verdict_table(rows_of(result));
  auto end_of_line = [&](std::size_t from) { return text.find('\n', from); };
  std::size_t second = end_of_line(0) + 1;
  std::size_t third = end_of_line(second) + 1;
  EXPECT_EQ(text.find("verdict"), text.find("holds", second) - second);
  EXPECT_EQ(text.find("verdict"), text.find("fails", third) - third);
  EXPECT_THAT(text, HasSubstr("(first crash sampled)"));
  EXPECT_THAT(text, HasSubstr(" 0.0 %  fails"));
}

// Goal: a verdict says where the states are that it does not know, and how many it does.
TEST(verdict_table, says_what_was_sampled_and_how_much_is_settled) {
  SweepResult result = result_of_control();
  Tally& tally = result.cells[1].outcomes.tally;
  tally.legal = 1000;
  tally.reduction.skip_nested(3, 0);
  EXPECT_THAT(verdict_table(rows_of(result)), HasSubstr("(nested sampled)"));
  EXPECT_THAT(verdict_table(rows_of(result)), HasSubstr("99.7 %"));
  tally.reduction.skip_first(4);
  EXPECT_THAT(verdict_table(rows_of(result)), HasSubstr("(first crash and nested sampled)"));
  tally.legal = 1'000'000;
  EXPECT_THAT(verdict_table(rows_of(result)), HasSubstr(" 99.9 %"));
}

TEST(skipped_summary, names_each_reason) {
  SweepResult result = result_of_control();
  EXPECT_EQ(skipped_summary(rows_of(result)), "");
  result.cells[1].outcomes.tally.reduction.skip_nested(2000, 30);
  result.cells[3].outcomes.tally.reduction.skip_first(1);
  result.cells[3].outcomes.tally.reduction.unmade_kills = 7;
  EXPECT_EQ(
      skipped_summary(rows_of(result)),
      "skipped: 1 first crashes over the budget, 2,000 nested ones over the budget, 30 nested "
      "ones over a limit\n"
      "not followed: 7 moments in recoveries at which no process is killed\n");
}

TEST(pruned_summary, names_each_rule_that_spared_a_state) {
  SweepResult result = result_of_control();
  EXPECT_EQ(pruned_summary(rows_of(result)), "");
  result.cells[1].outcomes.tally.reduction.unchanged = 12'000;
  EXPECT_EQ(pruned_summary(rows_of(result)), "pruned: 12,000 unchanged (docs/REDUCTION.md)\n");
  result.cells[3].outcomes.tally.reduction.unchanged = 345;
  result.cells[3].outcomes.tally.reduction.unread = 67;
  result.cells[0].outcomes.tally.reduction.continuation = 890;
  EXPECT_EQ(pruned_summary(rows_of(result)),
            "pruned: 12,345 unchanged, 67 unread, 890 continuation (docs/REDUCTION.md)\n");
}

// Goal: a failure that a part of the work has not shown is no verdict against a control.
TEST(verdicts, of_a_part_of_the_work_do_not_blame_a_control) {
  SweepResult result = result_of_control();
  result.cells[1].outcomes = result.cells[3].outcomes = {};
  result.cells[1].outcomes.tally.visited = 1;
  result.done = {true, false};
  EXPECT_TRUE(all_as_expected(rows_of(result)));
  result.done = {true, true};
  EXPECT_FALSE(all_as_expected(rows_of(result)));
  result.is_narrowed = true;
  EXPECT_TRUE(all_as_expected(rows_of(result)));
}

// Goal: a verdict says which contract it is about. Method: one store gives less than all, and less
// still is asked.
TEST(contract_summary, names_the_clauses_that_were_not_asked) {
  SweepResult result = result_of_control();
  EXPECT_EQ(contract_summary(rows_of(result)), "not asked of log-no-sync-dir: D8\n");
  result.without = Clauses::none().with(Clause::torn_sectors);
  EXPECT_EQ(contract_summary(rows_of(result)), "not asked of log-no-sync-dir: D8, torn-sectors\n");
  StoreUnderTest usual = *find_store("log-no-sync-dir");
  usual.clauses = Clauses::all().without(Clause::whole_batches).without(Clause::torn_sectors);
  result.without = result.without.with(Clause::same_answers);
  Registry registry;
  registry.add(usual);
  EXPECT_EQ(contract_summary(verdicts(result, registry)),
            "not asked of log-no-sync-dir: D9, same-answers, torn-sectors\n");
  auto report = make_report(result, verdicts(result, registry), registry);
  EXPECT_EQ(report["without"].dump(), R"(["same-answers","torn-sectors"])");
  EXPECT_EQ(report["stores"][0]["not_asked"].dump(), R"(["D9","same-answers","torn-sectors"])");
}

// Goal: a store that was let off something is named. Method: a store whose scans ignore ranges.
TEST(contract_summary, names_the_stores_that_ignore_ranges) {
  SweepResult result = result_of_control();
  auto rows = rows_of(result);
  EXPECT_FALSE(rows[0].ignores_ranges);
  for (VerdictRow& row : rows) row.ignores_ranges = true;
  EXPECT_EQ(
      contract_summary(rows),
      "not asked of log-no-sync-dir: D8\n"
      "ranges are not asked of log-no-sync-dir: its scans show every key, whatever is asked\n");
  EXPECT_EQ(make_report(result, rows, our_registry())["stores"][0]["ignores_ranges"], true);
}

TEST(finding_list, tells_the_first_finding_of_each_store_and_model) {
  SweepResult result = result_of_control();
  auto rows = rows_of(result);
  EXPECT_EQ(finding_list(result, {rows.front()}), "") << "which has failed nowhere";
  std::string text = finding_list(result, rows);
  EXPECT_THAT(text, HasSubstr("lost: crash at 5 (after `write data.log at 0, 9 bytes`), "
                              "operation 3: set \"key\\x0a\" = \"1\"\n"
                              "    key \"key\\x0a\"\n"
                              "    expected \"1\"\n"
                              "    found    absent\n"));
  EXPECT_THAT(text, HasSubstr("replay 'log-no-sync-dir/demo/synced-only/1/5'\n"));
  EXPECT_THAT(text, Not(HasSubstr("aged")));
}

TEST(grouped, puts_a_comma_before_every_three_digits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(999'999'999'999'999'999U), "999,999,999,999,999,999");
  EXPECT_EQ(grouped(1'000'000'000'000'000'000U), "beyond count");
}

TEST(fault_summary, names_the_calls_that_no_fault_ever_struck) {
  SweepResult result{.command = "errors", .seed = 1};
  result.faults = {{"sync", {1200, 1200}}, {"write", {3, 0}}};
  std::string text = fault_summary(result);
  EXPECT_THAT(text, HasSubstr("sync 1,200 of 1,200, write 0 of 3\n"));
  EXPECT_THAT(text, HasSubstr("no fault ever struck a write\n"));
  EXPECT_THAT(text, HasSubstr("no fault ever struck a truncate"));
  EXPECT_THAT(text, Not(HasSubstr("struck a sync\n")));
}

TEST(report, holds_the_verdicts_the_cells_and_the_findings) {
  SweepResult result = result_of_control();
  auto report = make_report(result, rows_of(result), our_registry());
  EXPECT_EQ(report["format"], "powercut-report");
  EXPECT_EQ(report["version"], report_version);
  EXPECT_EQ(report["command"], "sweep");
  EXPECT_EQ(report["seed"], 7);
  EXPECT_EQ(report["exploration"]["depth"], "fixpoint");
  EXPECT_EQ(report["complete"], true);
  EXPECT_EQ(report["narrowed"], false);
  EXPECT_EQ(report["as_expected"], true);
  EXPECT_EQ(report["verdicts"].size(), 2U);
  EXPECT_EQ(report["verdicts"][1]["verdict"], "fails");
  EXPECT_EQ(report["verdicts"][1]["states"]["by_kind"]["lost"], 2);
  EXPECT_EQ(report["cells"].size(), 4U);
  ASSERT_EQ(report["findings"].size(), 2U);
  const auto& finding = report["findings"][1];
  EXPECT_EQ(finding["id"], "log-no-sync-dir/aged/synced-only/1/6.7");
  EXPECT_EQ(finding["kind"], "lost");
  EXPECT_EQ(finding["key"], "\"key\\x0a\"");
  EXPECT_EQ(finding["crash_point"]["call"], 6);
  EXPECT_EQ(finding["crash_point"]["byte"], 7);
  EXPECT_EQ(finding["crash_point"]["returned"], false);
  EXPECT_EQ(finding["piece"], 1);
}

TEST(report, tells_where_a_path_of_crashes_went) {
  SweepResult result = result_of_control();
  CrashPath& crash = *result.cells[1].outcomes.findings[0].place.crash;
  crash = *parse_crash_path("12.7:k3l1!4:l2>5");
  auto report = make_report(result, rows_of(result), our_registry());
  EXPECT_EQ(report["findings"][0]["crash_point"].dump(),
            R"({"call":12,"byte":7,"returned":false,"effects":"k3l1","killed":true,)"
            R"("then":["4:l2","5"]})");
}

TEST(report, tells_which_pieces_of_the_work_are_done) {
  SweepResult result = result_of_control();
  result.done = {true, true, false, true};
  result.exploration = {.budget = 7, .depth = 2, .audit_share = 0.25};
  auto report = make_report(result, rows_of(result), our_registry());
  EXPECT_EQ(report["pieces"].dump(), R"({"total":4,"done":"1-2,4"})");
  EXPECT_EQ(report["complete"], false);
  EXPECT_EQ(report["exploration"].dump(),
            R"({"budget":7,"depth":2,"reduces":true,"audit_share":0.25})");
}

TEST(report, names_the_file_that_a_model_came_from_where_a_finding_is_replayed) {
  SweepResult result = result_of_control();
  result.cells[1].outcomes.findings[0].model_file = "it's.json";
  auto report = make_report(result, rows_of(result), our_registry());
  EXPECT_THAT(report["findings"][0]["replay"].get<std::string>(),
              HasSubstr(R"( --model-file 'it'\''s.json' 'log-no-sync-dir/demo/synced-only/1/5')"));
}

// Regression: a path that is not UTF-8 once ended the program while it wrote the report.
TEST(report, can_be_written_whatever_bytes_a_path_has) {
  SweepResult result = result_of_control();
  result.cells[1].outcomes.findings[0].log_file = "\xff\xfe.log";
  EXPECT_NO_THROW(static_cast<void>(make_report(result, rows_of(result), our_registry()).dump()));
}

}  // namespace
}  // namespace powercut
