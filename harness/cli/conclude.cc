#include "harness/cli/conclude.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/io/whole_file.h"
#include "harness/cli/commands.h"
#include "harness/cli/complain.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/shrunk_findings.h"
#include "harness/explore/sweep_family.h"
#include "harness/report/read_report.h"
#include "harness/report/report.h"
#include "harness/report/table.h"

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
    fmt::print(output, "\n{} of {} pieces done; powercut merge joins them with the others\n",
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

}  // namespace

ShardCount count_pieces(const PiecesDone& done, const Shard& shard) {
  ShardCount count;
  for (std::size_t piece = shard.index - 1; piece < done.size(); piece += shard.count) {
    ++count.total;
    if (done[piece]) ++count.done;
  }
  return count;
}

bool can_write_report(const std::string& json) {
  if (json.empty()) return true;
  auto writable = check_writable(json);
  if (!writable.ok()) {
    complain("cannot write the report to {}: {}", json, why_not_written(writable.error()));
  }
  return writable.ok();
}

int conclude(const SweepResult& result, const Conclusion& conclusion) {
  const std::string& json = conclusion.json;
  auto rows = verdicts(result, stores_of(result));
  const auto rows_of_report = rows;
  add_broken_off(rows, result);
  std::FILE* output = json == "-" ? stderr : stdout;
  fmt::print(output, "{}{}{}{}{}", verdict_table(rows), pruned_summary(rows), skipped_summary(rows),
             lifetimes_summary(rows), bounded_summary(result, stores_of(result)));
  fmt::print(output, "{}", contract_summary(rows));
  if (!result.faults.empty()) fmt::print(output, "\n{}", fault_summary(result));
  if (std::string findings = finding_list(result); !findings.empty()) {
    fmt::print(output, "\none finding of each store and model that fails\n\n{}", findings);
  }
  if (std::string findings = broken_off_list(result); !findings.empty()) {
    fmt::print(output, "\nfound in pieces that were broken off, which no report has\n\n{}",
               findings);
  }
  if (!json.empty()) {
    auto written = write_whole_file(json, make_report(result, rows_of_report).dump(2) + "\n");
    if (!written.ok()) {
      return complain("cannot write the report to {}: {}", json, why_not_written(written.error()));
    }
  }
  ShrunkCount shrunk;
  if (conclusion.shrinks && !conclusion.is_interrupted) {
    shrunk = show_shrunk_findings(result, output, Interrupt::is_asked());
  }
  bool is_sound = show_audit(result, output);
  bool as_expected = all_as_expected(rows);
  if (!result.is_complete() && !conclusion.is_interrupted) {
    tell_what_is_missing(result, conclusion.needs_all, output);
  }
  fmt::print(output, "\n{}{}\n", result.is_complete() ? "" : "so far ",
             as_expected ? "every verdict is as expected" : "NOT every verdict is as expected");
  std::fflush(output);
  if (shrunk.done < shrunk.total) return tell_shrinking_interrupted(shrunk);
  if (conclusion.is_interrupted) {
    tell_interrupted(count_pieces(result.done, conclusion.shard), result.broken_off.size(), json);
    return exit_interrupted;
  }
  bool is_enough = result.is_complete() || !conclusion.needs_all;
  return as_expected && is_sound && is_enough ? exit_as_expected : exit_not_as_expected;
}

}  // namespace powercut
