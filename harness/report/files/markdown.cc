#include "harness/report/files/markdown.h"

#include <fmt/format.h>

#include "harness/report/table.h"

namespace powercut {

namespace {

// In a cell of a table.
std::string markdown_cell(std::string_view text) {
  std::string safe;
  for (const char byte : text) {
    const bool means_something = byte == '|' || byte == '*' || byte == '_' || byte == '`' ||
                                 byte == '<' || byte == '[' || byte == '\\' || byte == '~';
    if (means_something) safe += '\\';
    safe += byte;
  }
  return safe;
}

std::string markdown_table(const std::vector<VerdictRow>& rows) {
  std::string text =
      "| store | model | legal states | visited | settled | failed | verdict |\n"
      "|---|---|---:|---:|---:|---:|---|\n";
  for (const VerdictRow& row : rows) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", markdown_cell(row.store),
                        markdown_cell(row.model), grouped(row.tally.legal),
                        grouped(row.tally.visited), settled_share(row.tally),
                        grouped(row.tally.failed), markdown_cell(verdict_text(row)));
  }
  return text;
}

// A fence that the text does not end.
std::string fenced(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += '`';
  return fmt::format("{}text\n{}{}\n\n", fence, text, fence);
}

std::string headline(const ToldResult& told, std::size_t amiss) {
  const char* so_far = told.result.is_complete() ? "" : ", so far";
  if (amiss == 0) {
    return fmt::format("## powercut {}: {} verdicts, {}{}\n", told.result.command, told.rows.size(),
                       told.baseline ? "nothing new" : "all as expected", so_far);
  }
  return fmt::format("## powercut {}: {} of {} verdicts {}{}\n", told.result.command, amiss,
                     told.rows.size(), told.baseline ? "have news" : "are not as expected", so_far);
}

}  // namespace

std::string markdown_summary(const ToldResult& told) {
  const std::vector<VerdictRow> amiss = told.amiss();
  std::string text = headline(told, amiss.size()) + "\n";
  if (!amiss.empty()) text += markdown_table(amiss) + "\n";
  if (const Finding* finding = smallest_finding(told.result, amiss)) {
    text += "### The smallest finding\n\n" +
            fenced(fmt::format("{}, {}, {}\n{}", finding->place.store, finding->place.workload,
                               finding->place.model, describe(*finding)));
  }
  if (told.baseline) {
    text += fenced(baseline_summary(*told.baseline, told.changes));
  }
  return text + fmt::format("<details><summary>All verdicts</summary>\n\n{}\n</details>\n",
                            markdown_table(told.rows));
}

}  // namespace powercut
