#include "harness/report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/operation.h"

namespace powercut {

namespace {

std::string_view verdict_text(const VerdictRow& row) {
  if (row.tally.visited == 0) return "no calls to fail";
  if (row.holds()) return row.expected_to_fail ? "HOLDS, but should fail" : "holds";
  return row.expected_to_fail ? "fails, as expected" : "FAILS";
}

// The one that is deepest inside a write, since half a write shows best what went wrong; the first,
// if none is.
const Finding& most_telling(const std::vector<Finding>& findings) {
  return *std::ranges::max_element(findings, {}, [](const Finding& finding) {
    return finding.place.point ? finding.place.point->byte : 0;
  });
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  std::string text;
  for (std::size_t index = 0; index < digits.size(); ++index) {
    if (index > 0 && (digits.size() - index) % 3 == 0) text += ',';
    text += digits[index];
  }
  return text;
}

std::string verdict_table(const std::vector<VerdictRow>& rows) {
  std::size_t store_width = 5;
  for (const VerdictRow& row : rows) store_width = std::max(store_width, row.store.size());
  std::string text = fmt::format(
      "{:<{}}  {:<12} {:>11} {:>11} {:>9} {:>8} {:>8} {:>10} {:>7}  {}\n", "store", store_width,
      "model", "legal", "visited", "lost", "undone", "invented", "unopenable", "other", "verdict");
  for (const VerdictRow& row : rows) {
    const Tally& tally = row.tally;
    std::uint64_t lost = tally.count(FindingKind::lost);
    std::uint64_t undone = tally.count(FindingKind::undone);
    std::uint64_t invented = tally.count(FindingKind::invented);
    std::uint64_t unopenable = tally.count(FindingKind::unopenable);
    std::uint64_t all = 0;
    for (std::uint64_t count : tally.by_kind) all += count;
    text +=
        fmt::format("{:<{}}  {:<12} {:>11} {:>11} {:>9} {:>8} {:>8} {:>10} {:>7}  {}\n", row.store,
                    store_width, row.model, grouped(tally.legal), grouped(tally.visited),
                    grouped(lost), grouped(undone), grouped(invented), grouped(unopenable),
                    grouped(all - lost - undone - invented - unopenable), verdict_text(row));
  }
  return text;
}

std::string describe(const Finding& finding) {
  std::string text = fmt::format("{}: ", name_of(finding.violation.kind));
  if (finding.place.point) {
    text += fmt::format("crash at {} ", to_text(*finding.place.point));
    if (!finding.place.point->returned()) {
      text += fmt::format("(byte {} of `{}`)", finding.place.point->byte, finding.call);
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

std::string finding_list(const SweepResult& result) {
  std::string text;
  std::set<std::pair<std::string, std::string>> shown;
  for (const Cell& cell : result.cells) {
    if (cell.outcomes.findings.empty() || !shown.emplace(cell.store, cell.model).second) continue;
    text += fmt::format("{}, {}, {}\n  {}", cell.store, cell.workload, cell.model,
                        describe(most_telling(cell.outcomes.findings)));
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
