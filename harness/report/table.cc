#include "harness/report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "powercut/faultfs/crash_states.h"
#include "powercut/harness/operation.h"

namespace powercut {

namespace {

// "12 lost, 3 undone": what was wrong with how many states.
std::string kinds_text(const Tally& tally) {
  std::string text;
  for (int number = 0; number < finding_kind_count; ++number) {
    auto kind = static_cast<FindingKind>(number);
    if (tally.count(kind) == 0) continue;
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(tally.count(kind)), name_of(kind));
  }
  return text;
}

// Where the states that are not settled are.
std::string sampled_text(const Reduction& reduction) {
  if (reduction.skipped == 0) return "";
  bool nested = reduction.skipped_nested_budget > 0 || reduction.skipped_nested_limit > 0;
  if (reduction.skipped_first == 0) return " (nested sampled)";
  return nested ? " (first crash and nested sampled)" : " (first crash sampled)";
}

double settled_thousandths(const Tally& tally) {
  if (tally.legal >= CrashStates::countless) return 0;
  double settled = static_cast<double>(tally.legal - tally.reduction.skipped);
  return std::floor(settled / static_cast<double>(tally.legal) * 1000);
}

std::string settled_text(const Tally& tally) {
  if (tally.legal == 0) return "-";
  if (tally.reduction.skipped == 0) return "100 %";
  return fmt::format("{:.1f} %", settled_thousandths(tally) / 10);
}

// The one that is deepest inside a write, since half a write shows best what went wrong; the first,
// if none is.
const Finding& most_telling(const std::vector<Finding>& findings) {
  return *std::ranges::max_element(findings, {}, [](const Finding& finding) {
    return finding.place.crash ? finding.place.crash->first.byte : 0;
  });
}

bool has_row(const std::vector<VerdictRow>& rows, std::string_view store, std::string_view model) {
  return std::ranges::any_of(
      rows, [&](const VerdictRow& row) { return row.store == store && row.model == model; });
}

}  // namespace

std::string verdict_text(const VerdictRow& row) {
  if (row.is_untested()) return row.is_narrowed ? "not visited" : "no calls to fail";
  std::string sampled = sampled_text(row.tally.reduction);
  if (!row.stronger_that_fails.empty()) {
    return fmt::format("holds{}, but fails under {}, which is stronger", sampled,
                       row.stronger_that_fails);
  }
  if (row.holds()) {
    const char* so_far = row.is_narrowed ? "" : ", but should fail";
    const char* verdict = row.as_expected() ? "holds" : "HOLDS";
    return fmt::format("{}{}{}", verdict, row.expected_to_fail ? so_far : "", sampled);
  }
  return fmt::format("{}: {}{}", row.expected_to_fail ? "fails, as expected" : "FAILS",
                     kinds_text(row.tally), sampled);
}

std::string settled_share(const Tally& tally) {
  if (tally.legal == 0) return "-";
  if (tally.reduction.skipped == 0) return "100 %";
  return fmt::format("{:.0f} %", std::floor(settled_thousandths(tally) / 10));
}

std::string grouped(std::uint64_t number) {
  if (number >= CrashStates::countless) return "beyond count";
  std::string digits = fmt::format("{}", number);
  std::string text;
  for (std::size_t index = 0; index < digits.size(); ++index) {
    if (index > 0 && (digits.size() - index) % 3 == 0) text += ',';
    text += digits[index];
  }
  return text;
}

std::string verdict_table(const std::vector<VerdictRow>& rows) {
  using Line = std::array<std::string, 9>;
  std::vector<Line> lines{
      {"store", "model", "legal", "visited", "merged", "pruned", "skipped", "settled", "verdict"}};
  for (const VerdictRow& row : rows) {
    const Reduction& reduction = row.tally.reduction;
    lines.push_back({row.store, row.model, grouped(row.tally.legal), grouped(row.tally.visited),
                     grouped(reduction.merged), grouped(reduction.pruned()),
                     grouped(reduction.skipped), settled_text(row.tally), verdict_text(row)});
  }
  std::array<std::size_t, 8> widths{5, 14, 11, 9, 10, 11, 11, 7};  // at least
  for (const Line& line : lines) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], line[column].size());
    }
  }
  std::string text;
  for (const Line& line : lines) {
    text += fmt::format("{:<{}}  {:<{}}", line[0], widths[0], line[1], widths[1]);
    for (std::size_t column = 2; column < widths.size(); ++column) {
      text += fmt::format(" {:>{}}", line[column], widths[column]);
    }
    text += fmt::format("  {}\n", line.back());
  }
  return text;
}

std::string pruned_summary(const std::vector<VerdictRow>& rows) {
  Reduction sum;
  for (const VerdictRow& row : rows) sum.add(row.tally.reduction);
  std::string text;
  for (auto [rule, states] :
       {std::pair("unchanged", sum.unchanged), std::pair("unread", sum.unread),
        std::pair("continuation", sum.continuation)}) {
    if (states == 0) continue;
    text += fmt::format("{} {} {}", text.empty() ? "pruned:" : ",", grouped(states), rule);
  }
  return text.empty() ? "" : text + " (docs/REDUCTION.md)\n";
}

std::string skipped_summary(const std::vector<VerdictRow>& rows) {
  Reduction sum;
  for (const VerdictRow& row : rows) sum.add(row.tally.reduction);
  std::string skipped;
  for (auto [reason, states] : {std::pair("first crashes over the budget", sum.skipped_first),
                                std::pair("nested ones over the budget", sum.skipped_nested_budget),
                                std::pair("nested ones over a limit", sum.skipped_nested_limit)}) {
    if (states == 0) continue;
    skipped += fmt::format("{} {} {}", skipped.empty() ? "skipped:" : ",", grouped(states), reason);
  }
  if (!skipped.empty()) skipped += '\n';
  std::string uncounted;
  for (auto [what, times] :
       {std::pair("calls after the open of a nested recovery, which are not cut", sum.uncut_calls),
        std::pair("moments in recoveries at which no process is killed", sum.unmade_kills)}) {
    if (times == 0) continue;
    uncounted +=
        fmt::format("{} {} {}", uncounted.empty() ? "not followed:" : ",", grouped(times), what);
  }
  if (!uncounted.empty()) uncounted += '\n';
  return skipped + uncounted;
}

std::string lifetimes_summary(const std::vector<VerdictRow>& rows) {
  LifetimeCounts sum;
  for (const VerdictRow& row : rows) sum.add(row.tally.lifetimes);
  if (sum.worlds == 0) return "";
  return fmt::format(
      "lifetimes: {} worlds, {} lives, {} operations, {} of them power cuts; {} calls failed; {} "
      "damages; {} shapes\n",
      grouped(sum.worlds), grouped(sum.lives), grouped(sum.operations), grouped(sum.power_cuts),
      grouped(sum.faults), grouped(sum.damages), grouped(sum.shapes));
}

std::string contract_summary(const std::vector<VerdictRow>& rows) {
  std::vector<std::pair<std::vector<std::string_view>, std::vector<std::string>>> stores_by_clauses;
  for (const VerdictRow& row : rows) {
    if (row.not_asked.empty()) continue;
    auto known = std::ranges::find(stores_by_clauses, row.not_asked,
                                   [](const auto& entry) { return entry.first; });
    if (known == stores_by_clauses.end()) {
      stores_by_clauses.push_back({row.not_asked, {row.store}});
    } else if (known->second.back() != row.store) {
      known->second.push_back(row.store);
    }
  }
  std::string text;
  for (const auto& [clauses, stores] : stores_by_clauses) {
    text += fmt::format("not asked of {}: {}\n", fmt::join(stores, ", "), fmt::join(clauses, ", "));
  }
  std::vector<std::string_view> without_ranges;
  for (const VerdictRow& row : rows) {
    bool is_new = without_ranges.empty() || without_ranges.back() != row.store;
    if (row.ignores_ranges && is_new) without_ranges.push_back(row.store);
  }
  if (!without_ranges.empty()) {
    text += fmt::format("ranges are not asked of {}: its scans show every key, whatever is asked\n",
                        fmt::join(without_ranges, ", "));
  }
  return text;
}

std::string describe(const Finding& finding) {
  std::string text = fmt::format("{}: ", name_of(finding.violation.kind));
  if (finding.place.crash) {
    text += fmt::format("crash at {} ", to_text(*finding.place.crash));
    if (!finding.place.crash->first.returned()) {
      text += fmt::format("(byte {} of `{}`)", finding.place.crash->first.byte, finding.call);
    } else {
      text += fmt::format("(after `{}`)", finding.call);
    }
  } else {
    text += "without a crash";
  }
  text += fmt::format(", {}\n", finding.operation);
  if (finding.violation.key) text += fmt::format("    key {}\n", quote(*finding.violation.key));
  text += fmt::format("    expected {}\n    found    {}\n    {}\n", finding.violation.expected,
                      finding.violation.found, replay_command(finding));
  return text;
}

std::string finding_list(const SweepResult& result, const std::vector<VerdictRow>& rows) {
  std::string text;
  std::set<std::pair<std::string, std::string>> shown;
  for (const Cell& cell : result.cells) {
    if (!has_row(rows, cell.store, cell.model)) continue;
    if (cell.outcomes.findings.empty() || !shown.emplace(cell.store, cell.model).second) continue;
    text += fmt::format("{}, {}, {}\n  {}", cell.store, cell.workload, cell.model,
                        describe(most_telling(cell.outcomes.findings)));
  }
  return text;
}

std::string broken_off_list(const SweepResult& result, const std::vector<VerdictRow>& rows) {
  std::string text;
  std::set<std::pair<std::string, std::string>> shown;
  for (const BrokenPiece& broken : result.broken_off) {
    for (const Finding& finding : broken.findings) {
      const FindingPlace& place = finding.place;
      if (!has_row(rows, place.store, place.model)) continue;
      if (!shown.emplace(place.store, place.model).second) continue;
      text += fmt::format("{}, {}, {}\n  {}", place.store,
                          finding.group.empty() ? place.workload : finding.group, place.model,
                          describe(finding));
    }
  }
  return text;
}

std::string fault_summary(const SweepResult& result) {
  std::string text = "faults that struck, of those planned:";
  const char* separator = " ";
  for (const auto& [call, count] : result.faults) {
    text += fmt::format("{}{} {} of {}", separator, call, grouped(count.struck),
                        grouped(count.planned));
    separator = ", ";
  }
  text += "\n";
  for (int kind = 1; kind < call_kind_count; ++kind) {  // all but the mount
    std::string_view call = name_of(static_cast<CallKind>(kind));
    auto count = result.faults.find(std::string(call));
    if (count != result.faults.end() && count->second.struck > 0) continue;
    text += fmt::format("no fault ever struck a {}{}\n", call,
                        count == result.faults.end() ? ": none was called" : "");
  }
  return text;
}

}  // namespace powercut
