// Goal: a run says in JUnit and Markdown, and against a baseline, just what its verdicts are.
// Method: a store that holds, one that is amiss, and a control, under two models.
#include "harness/report/files/told_result.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/catalog/catalog.h"
#include "harness/report/files/junit.h"
#include "harness/report/files/markdown.h"
#include "harness/report/files/report.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Finding finding_at(const char* id, FindingKind kind) {
  return {.place = parse_finding_place(id).value(),
          .violation = {kind, "a<b", "\"1\" | \"2\"", "absent & gone"},
          .call = "write log at 0, 9 bytes",
          .operation = "set \"a<b\" = \"1\"",
          .program = "./run"};
}

Cell cell_of_told(const char* store, const char* model) {
  Cell cell{store, "demo", model, {}};
  cell.outcomes.tally.legal = cell.outcomes.tally.visited = 10;
  return cell;
}

// log fails under xfs, where nobody expects it; log-no-sync-dir fails under synced-only, as it
// should.
SweepResult told_sweep() {
  SweepResult result{.command = "sweep", .seed = 7};
  result.cells = {cell_of_told("log", "xfs"), cell_of_told("log", "synced-only"),
                  cell_of_told("log-no-sync-dir", "xfs"),
                  cell_of_told("log-no-sync-dir", "synced-only")};
  result.cells[0].outcomes.add_failure(finding_at("log/demo/xfs/7/5", FindingKind::lost));
  result.cells[0].outcomes.add_failure(finding_at("log/demo/xfs/7/3", FindingKind::torn));
  result.cells[0].outcomes.add_failure(finding_at("log/demo/xfs/7/1>2", FindingKind::hole));
  result.cells[3].outcomes.add_failure(
      finding_at("log-no-sync-dir/demo/synced-only/7/1", FindingKind::lost));
  return result;
}

ToldResult told(const SweepResult& result) {
  return {.result = result, .registry = our_registry(), .rows = verdicts(result, our_registry())};
}

ToldResult told_against(const SweepResult& result, const SweepResult& earlier) {
  ToldResult told_now = told(result);
  auto baseline = read_baseline(make_report(earlier, told(earlier).rows, our_registry()).dump());
  EXPECT_TRUE(baseline.has_value()) << baseline.error();
  if (!baseline) return told_now;
  baseline->path = "before.json";
  told_now.changes = compare(*baseline, told_now.rows, result.is_complete());
  told_now.baseline = std::move(*baseline);
  return told_now;
}

std::vector<std::string> names_of(const std::vector<VerdictRow>& rows) {
  std::vector<std::string> names;
  for (const VerdictRow& row : rows) names.push_back(row.store + "/" + row.model);
  return names;
}

TEST(ToldResult, is_amiss_where_a_verdict_is_not_as_expected) {
  const SweepResult result = told_sweep();
  EXPECT_THAT(names_of(told(result).amiss()), ElementsAre("log/xfs"));
}

TEST(ToldResult, tells_the_finding_of_the_fewest_crashes_and_the_first_call) {
  const SweepResult result = told_sweep();
  const ToldResult both = told(result);
  const Finding* smallest = smallest_finding(result, both.amiss());
  ASSERT_NE(smallest, nullptr);
  EXPECT_EQ(to_text(smallest->place), "log/demo/xfs/7/3");
  EXPECT_EQ(smallest_finding(result, {both.rows[1]}), nullptr);
}

TEST(Baseline, tells_what_is_new_fixed_and_unchanged) {
  const SweepResult earlier = told_sweep();
  EXPECT_THAT(told_against(earlier, earlier).amiss(), IsEmpty());

  SweepResult now = told_sweep();
  now.cells[0].outcomes = {};
  now.cells[0].outcomes.tally.legal = now.cells[0].outcomes.tally.visited = 12;
  now.cells[0].outcomes.add_failure(finding_at("log/demo/xfs/7/5", FindingKind::lost));
  now.cells[1].outcomes.add_failure(finding_at("log/demo/synced-only/7/4", FindingKind::undone));
  const ToldResult changed = told_against(now, earlier);
  EXPECT_THAT(names_of(changed.amiss()), ElementsAre("log/synced-only"));
  EXPECT_EQ(baseline_summary(*changed.baseline, changed.changes),
            "against before.json: 1 new, 2 fixed, 1 unchanged\n"
            "  new    log, synced-only: undone\n"
            "  fixed  log, xfs: hole\n"
            "  fixed  log, xfs: torn\n");
}

// A control that holds is amiss, too, and may be so in the baseline.
TEST(Baseline, knows_controls_that_hold) {
  SweepResult now = told_sweep();
  now.cells[3].outcomes = {};
  now.cells[3].outcomes.tally.legal = now.cells[3].outcomes.tally.visited = 10;
  const ToldResult changed = told_against(now, told_sweep());
  EXPECT_THAT(names_of(changed.amiss()), ElementsAre("log-no-sync-dir/synced-only"));
  EXPECT_THAT(baseline_summary(*changed.baseline, changed.changes),
              HasSubstr("new    log-no-sync-dir, synced-only: holds"));
  EXPECT_THAT(told_against(now, now).amiss(), IsEmpty());
}

// A failure that has not been looked for may still be there.
TEST(Baseline, calls_nothing_fixed_before_the_work_is_done) {
  SweepResult now = told_sweep();
  now.cells[0].outcomes = {};
  now.cells[0].outcomes.tally.visited = 1;
  now.done = {true, false};
  const ToldResult changed = told_against(now, told_sweep());
  EXPECT_EQ(baseline_summary(*changed.baseline, changed.changes),
            "against before.json: 0 new, 0 fixed, 0 unchanged\n");
}

TEST(Baseline, is_refused_if_it_is_of_other_work) {
  const SweepResult earlier = told_sweep();
  const auto baseline =
      read_baseline(make_report(earlier, told(earlier).rows, our_registry()).dump());
  ASSERT_TRUE(baseline.has_value());
  auto difference = [&](auto change) {
    SweepResult asked = told_sweep();
    change(asked);
    return difference_of_options(asked, *baseline, our_registry()).value_or("");
  };
  EXPECT_EQ(difference([](SweepResult&) {}), "");
  EXPECT_EQ(difference([](SweepResult& asked) { asked.seed = 8; }), "its seed is 7, not 8");
  EXPECT_EQ(difference([](SweepResult& asked) { asked.command = "errors"; }),
            "it is of 'sweep', not of 'errors'");
  EXPECT_EQ(difference([](SweepResult& asked) { asked.worlds = 5; }), "its --worlds is 0, not 5");
  EXPECT_EQ(difference([](SweepResult& asked) { asked.exploration.budget = 1; }),
            "its --budget is 32, not 1");
}

TEST(Baseline, that_is_no_report_is_one_clear_line) {
  EXPECT_EQ(read_baseline("[]").error(), "not a report: its format is not 'powercut-report'");
  EXPECT_EQ(read_baseline("{\"format\": \"powercut-report\", \"version\": 99}").error(),
            "version: is 99; this program reads 4");
  EXPECT_THAT(read_baseline("{").error(), Not(HasSubstr("\n")));
}

TEST(Junit, has_a_case_for_each_verdict) {
  const SweepResult result = told_sweep();
  const std::string text = junit_report(told(result));
  EXPECT_THAT(text, HasSubstr("<testsuites name=\"powercut sweep\" tests=\"4\" failures=\"1\" "
                              "errors=\"0\" skipped=\"0\">"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"powercut.sweep.log\" name=\"xfs\">"));
  EXPECT_THAT(text, HasSubstr("key &quot;a&lt;b&quot;"));
  EXPECT_THAT(text, HasSubstr("absent &amp; gone"));
}

TEST(Junit, skips_what_the_baseline_has_and_what_was_not_visited) {
  SweepResult result = told_sweep();
  result.cells[1].outcomes = {};
  const std::string text = junit_report(told_against(result, told_sweep()));
  EXPECT_THAT(text, HasSubstr("tests=\"4\" failures=\"0\" errors=\"0\" skipped=\"2\""));
  EXPECT_THAT(text, HasSubstr("; as in the baseline\"/>"));
}

TEST(Markdown, begins_with_what_is_amiss) {
  const SweepResult result = told_sweep();
  const std::string text = markdown_summary(told(result));
  EXPECT_THAT(text,
              testing::StartsWith("## powercut sweep: 1 of 4 verdicts are not as expected\n"));
  EXPECT_THAT(text,
              HasSubstr("| log | xfs | 10 | 10 | 100 % | 3 | FAILS: 1 lost, 1 hole, 1 torn |"));
  EXPECT_THAT(text, HasSubstr("replay 'log/demo/xfs/7/3'"));
  EXPECT_THAT(text, HasSubstr("<details>"));
}

TEST(Markdown, says_in_one_line_that_all_is_well) {
  SweepResult result = told_sweep();
  EXPECT_THAT(markdown_summary(told_against(result, result)),
              testing::StartsWith("## powercut sweep: 4 verdicts, nothing new\n"));
  result.cells[0].outcomes = {};
  result.cells[0].outcomes.tally.visited = 1;
  const std::string text = markdown_summary(told(result));
  EXPECT_THAT(text, testing::StartsWith("## powercut sweep: 4 verdicts, all as expected\n"));
  EXPECT_THAT(text, Not(HasSubstr("smallest")));
}

TEST(Markdown, shows_names_as_they_are) {
  SweepResult result{.command = "sweep", .seed = 1};
  result.cells = {cell_of_told("log~a|b_c", "xfs")};
  EXPECT_THAT(
      markdown_summary(
          {.result = result, .registry = our_registry(), .rows = verdicts(result, our_registry())}),
      HasSubstr("| log\\~a\\|b\\_c | xfs |"));
}

}  // namespace
}  // namespace powercut
