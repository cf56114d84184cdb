#include "harness/program/verbs/finish_sweep.h"

#include <fmt/format.h>

#include "harness/program/interrupt.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/commands.h"
#include "harness/program/verbs/shrunk_findings.h"
#include "harness/report/files/read_report.h"
#include "harness/report/overview.h"
#include "harness/report/table.h"
#include "harness/sweep/sweep_family.h"

namespace powercut {

namespace {

// Whether the reduction was sound wherever that was looked into.
bool show_audit(const SweepResult& result, std::FILE* output) {
  if (result.exploration.audit_share == 0) return true;
  Reduction sum;
  for (const Cell& cell : result.cells) sum.add(cell.outcomes.tally.reduction);
  if (sum.differed == 0) {
    fmt::print(output, "\naudit: {} states run again in full, none differed\n",
               grouped(sum.audited));
    return true;
  }
  fmt::print(output,
             "\naudit: {} states run again in full, {} DIFFERED: the reduction is unsound\n",
             grouped(sum.audited), grouped(sum.differed));
  return false;
}

void tell_interrupted(const ShardCount& pieces, std::size_t broken_off, const std::string& json) {
  std::string way = "no report was asked for, so all of it is to be done again";
  if (!json.empty()) way = fmt::format("go on with --resume {}", json == "-" ? "REPORT" : json);
  fmt::print(stderr, "interrupted: {} of {} pieces done, {} broken off; {}\n", pieces.done,
             pieces.total, broken_off, without_control_bytes(way));
}

void tell_what_is_missing(const SweepResult& result, bool needs_all, std::FILE* output) {
  ShardCount whole = count_pieces(result.done, {});
  if (needs_all) {
    fmt::print(output,
               "\nNOT the whole: {} of {} pieces are missing; add the reports of the other parts\n",
               whole.total - whole.done, whole.total);
  } else {
    fmt::print(output, "\n{} of {} pieces done; the verb merge joins them with the others\n",
               whole.done, whole.total);
  }
}

// The report is written by then, and the whole of it.
int tell_shrinking_interrupted(const ShrunkCount& shrunk) {
  fmt::print(stderr,
             "interrupted while shrinking: {} of {} findings are shrunk; the sweep is done\n",
             shrunk.done, shrunk.total);
  return exit_interrupted;
}

// The matrix; in full those that are amiss, or all; and what was left out.
void show_verdicts(const ToldResult& told, const OutputArguments& arguments, bool shows_matrix,
                   std::FILE* output) {
  const SweepResult& result = told.result;
  if (shows_matrix) fmt::print(output, "{}\n", overview(told.rows, shows_colours(output)));
  const auto rows = arguments.shows_rows ? told.rows : told.amiss();
  if (!rows.empty()) fmt::print(output, "{}", verdict_table(rows));
  if (!rows.empty() && shows_matrix) fmt::print(output, "\n");
  fmt::print(output, "{}{}{}{}{}", pruned_summary(told.rows), skipped_summary(told.rows),
             lifetimes_summary(told.rows),
             bounded_summary(result, stores_of(result, told.registry)),
             contract_summary(told.rows));
  if (!result.faults.empty()) fmt::print(output, "\n{}", fault_summary(result));
}

void show_findings(const ToldResult& told, const OutputArguments& arguments, std::FILE* output) {
  const auto rows = arguments.shows_findings ? told.rows : told.amiss();
  if (std::string findings = finding_list(told.result, rows); !findings.empty()) {
    fmt::print(output, "\none finding of each store and model that {}\n\n{}",
               arguments.shows_findings ? "fails" : "is not as expected", findings);
  }
  if (std::string findings = broken_off_list(told.result, rows); !findings.empty()) {
    fmt::print(output, "\nfound in pieces that were broken off, which no report has\n\n{}",
               findings);
  }
}

// Whether the verdicts are such as they should be.
bool show_last_line(const ToldResult& told, std::FILE* output) {
  if (told.baseline) fmt::print(output, "\n{}", baseline_summary(*told.baseline, told.changes));
  const std::string_view so_far = told.result.is_complete() ? "" : "so far ";
  const bool as_expected = told.amiss().empty();
  const std::string_view verdict = told.baseline
                                       ? (as_expected ? "nothing is new" : "there is NEWS")
                                   : as_expected ? "every verdict is as expected"
                                                 : "NOT every verdict is as expected";
  fmt::print(output, "\n{}{}\n", so_far, verdict);
  return as_expected;
}

}  // namespace

ShardCount count_pieces(const PiecesDone& done, const Shard& shard) {
  ShardCount count;
  for (std::size_t piece = shard.index - 1; piece < done.size(); piece += shard.count) {
    ++count.total;
    if (done[piece]) ++count.done;
  }
  return count;
}

int finish_sweep(SweepResult& result, const Registry& registry, const OutputFiles& files,
                 const SweepEnd& end) {
  for_each_finding(result, [&](Finding& finding) { finding.program = registry.program; });
  ToldResult told{.result = result, .registry = registry, .rows = verdicts(result, registry)};
  const auto rows_of_report = told.rows;
  add_broken_off(told.rows, result);
  if (files.baseline()) {
    told.baseline = files.baseline();
    told.changes = compare(*told.baseline, told.rows, result.is_complete());
  }
  // The files come first, since they last: a reader of the rest may stop in the middle.
  const bool all_written = files.write(told, rows_of_report);
  std::FILE* output = files.for_people();
  show_verdicts(told, files.arguments(), end.shows_matrix, output);
  show_findings(told, files.arguments(), output);
  ShrunkCount shrunk;
  if (end.shrinks && !end.is_interrupted) {
    shrunk = show_shrunk_findings(result, registry, output, Interrupt::is_asked());
  }
  const bool is_sound = show_audit(result, output);
  if (!result.is_complete() && !end.is_interrupted) {
    tell_what_is_missing(result, end.needs_all, output);
  }
  const bool as_expected = show_last_line(told, output);
  std::fflush(output);
  if (!all_written) return exit_wrong_usage;
  if (shrunk.done < shrunk.total) return tell_shrinking_interrupted(shrunk);
  if (end.is_interrupted) {
    tell_interrupted(count_pieces(result.done, end.shard), result.broken_off.size(),
                     files.arguments().json);
    return exit_interrupted;
  }
  const bool is_enough = result.is_complete() || !end.needs_all;
  return as_expected && is_sound && is_enough ? exit_as_expected : exit_not_as_expected;
}

}  // namespace powercut
