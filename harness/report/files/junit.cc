#include "harness/report/files/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/table.h"

namespace powercut {

namespace {

// XML has no place for most control bytes, and ours are printable ASCII and line ends.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '&') {
      safe += "&amp;";
    } else if (byte == '<') {
      safe += "&lt;";
    } else if (byte == '>') {
      safe += "&gt;";
    } else if (byte == '"') {
      safe += "&quot;";
    } else if ((code < 0x20 && byte != '\n') || code >= 0x7f) {
      safe += fmt::format("\\x{:02x}", code);
    } else {
      safe += byte;
    }
  }
  return safe;
}

std::string finding_text(const ToldResult& told, const VerdictRow& row) {
  const Finding* finding = smallest_finding(told.result, {row});
  return finding ? describe(*finding) : "";
}

std::string case_text(const ToldResult& told, const VerdictRow& row) {
  std::string text =
      fmt::format("    <testcase classname=\"powercut.{}.{}\" name=\"{}\">\n",
                  escaped(told.result.command), escaped(row.store), escaped(row.model));
  if (told.is_amiss(row)) {
    text += fmt::format("      <failure type=\"verdict\" message=\"{}\">{}</failure>\n",
                        escaped(verdict_text(row)), escaped(finding_text(told, row)));
  } else if (!row.as_expected()) {
    text += fmt::format("      <skipped message=\"{}; as in the baseline\"/>\n",
                        escaped(verdict_text(row)));
  } else if (row.is_untested()) {
    text += fmt::format("      <skipped message=\"{}\"/>\n", escaped(verdict_text(row)));
  }
  text += fmt::format(
      "      <system-out>{}: {} legal states, {} visited, {} settled</system-out>\n"
      "    </testcase>\n",
      escaped(verdict_text(row)), grouped(row.tally.legal), grouped(row.tally.visited),
      settled_share(row.tally));
  return text;
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;

  std::string text() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"", tests, failures,
                       skipped);
  }
};

Counts counts_of(const ToldResult& told, std::string_view store) {
  Counts counts;
  for (const VerdictRow& row : told.rows) {
    if (!store.empty() && row.store != store) continue;
    ++counts.tests;
    if (told.is_amiss(row)) {
      ++counts.failures;
    } else if (!row.as_expected() || row.is_untested()) {
      ++counts.skipped;
    }
  }
  return counts;
}

}  // namespace

std::string junit_report(const ToldResult& told) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"powercut {}\" {}>\n",
      escaped(told.result.command), counts_of(told, {}).text());
  std::vector<std::string> stores;
  for (const VerdictRow& row : told.rows) {
    if (std::ranges::find(stores, row.store) == stores.end()) stores.push_back(row.store);
  }
  for (const std::string& store : stores) {
    text += fmt::format("  <testsuite name=\"{}\" {}>\n", escaped(store),
                        counts_of(told, store).text());
    for (const VerdictRow& row : told.rows) {
      if (row.store == store) text += case_text(told, row);
    }
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace powercut
