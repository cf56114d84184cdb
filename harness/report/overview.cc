#include "harness/report/overview.h"

#include <fmt/color.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "harness/report/table.h"
#include "powercut/faultfs/crash_states.h"
#include "powercut/harness/finding.h"

namespace powercut {

namespace {

constexpr std::size_t cell_width = 8;
constexpr std::size_t line_width = 100;

struct Sign {
  std::string text;
  fmt::text_style style;
};

Sign painted_sign_of(const VerdictRow& row) {
  if (row.is_untested()) return {"-", {}};
  if (!row.holds() && row.expected_to_fail) return {"x", fmt::fg(fmt::terminal_color::blue)};
  const fmt::text_style alarm = fmt::emphasis::bold | fmt::fg(fmt::terminal_color::red);
  if (!row.holds()) return {"FAILS", alarm};
  if (!row.as_expected()) return {"HOLDS", alarm};
  const fmt::text_style good = fmt::fg(fmt::terminal_color::green);
  // Worlds are drawn: however many hold, others may not.
  if (row.tally.legal == 0) return {"~", fmt::fg(fmt::terminal_color::yellow)};
  if (row.tally.reduction.skipped == 0) return {".", good};
  return {"~ " + settled_share(row.tally), fmt::fg(fmt::terminal_color::yellow)};
}

std::vector<std::string> names_in_order(const std::vector<VerdictRow>& rows,
                                        std::string VerdictRow::* name) {
  std::vector<std::string> names;
  for (const VerdictRow& row : rows) {
    if (std::ranges::find(names, row.*name) == names.end()) names.push_back(row.*name);
  }
  return names;
}

// "0 run  1 in-order  ...", in lines that fit.
std::string numbered(const std::vector<std::string>& models) {
  std::string text;
  std::string line;
  for (std::size_t number = 0; number < models.size(); ++number) {
    const bool is_run = models[number] == run_itself;
    const std::string entry =
        fmt::format("  {} {}", number, is_run ? "the run itself, without a crash" : models[number]);
    if (!line.empty() && line.size() + entry.size() > line_width) {
      text += line + '\n';
      line.clear();
    }
    line += entry;
  }
  return text + line + '\n';
}

constexpr std::string_view signs_explained =
    "  .  every state holds      ~ N %  every state of a sample holds; N % of all are settled by "
    "it\n"
    "  x  fails, as expected     FAILS, HOLDS  not as expected      -  nothing to visit\n"
    "  beneath: legal states, or worlds lived through (w)\n"
    "  --rows: all counts and verdicts      --findings: one of each, also of the expected\n";

// Legal states; where no state was asked for, worlds of lifetimes.
std::string count_beneath(const Tally& tally) {
  if (tally.legal == 0 && tally.lifetimes.worlds > 0) {
    return short_count(tally.lifetimes.worlds) + "w";
  }
  return short_count(tally.legal);
}

}  // namespace

std::string short_count(std::uint64_t states) {
  if (states >= CrashStates::countless) return "10^18+";
  if (states < 10'000) return grouped(states);
  constexpr std::array<std::string_view, 5> units{"k", "M", "G", "T", "P"};
  std::size_t unit = 0;
  for (; states >= 1'000'000; states /= 1000) ++unit;
  // Rounded down: 999.9k is not a million.
  if (states >= 10'000) return fmt::format("{}{}", states / 1000, units[unit]);
  return fmt::format("{}.{}{}", states / 1000, states / 100 % 10, units[unit]);
}

bool shows_colours(std::FILE* output) {
  const char* terminal = std::getenv("TERM");
  const char* refusal = std::getenv("NO_COLOR");
  const bool is_refused = refusal != nullptr && *refusal != '\0';
  return !is_refused && terminal != nullptr && std::string_view(terminal) != "dumb" &&
         isatty(fileno(output)) == 1;
}

std::string overview(const std::vector<VerdictRow>& rows, bool has_colours) {
  if (rows.empty()) return "";
  const std::vector<std::string> stores = names_in_order(rows, &VerdictRow::store);
  const std::vector<std::string> models = names_in_order(rows, &VerdictRow::model);
  std::size_t width = 5;
  for (const std::string& store : stores) width = std::max(width, store.size());
  std::string text(width, ' ');
  for (std::size_t number = 0; number < models.size(); ++number) {
    text += fmt::format("{:>{}}", number, cell_width);
  }
  text += '\n';
  for (const std::string& store : stores) {
    std::string signs = fmt::format("{:<{}}", store, width);
    std::string counts(width, ' ');
    for (const std::string& model : models) {
      auto row = std::ranges::find_if(rows, [&](const VerdictRow& other) {
        return other.store == store && other.model == model;
      });
      const bool is_there = row != rows.end();
      const Sign sign = is_there ? painted_sign_of(*row) : Sign{};
      const std::string cell = fmt::format("{:>{}}", sign.text, cell_width);
      signs += has_colours ? fmt::format(sign.style, "{}", cell) : cell;
      counts += fmt::format("{:>{}}", is_there ? count_beneath(row->tally) : "", cell_width);
    }
    text += signs + '\n' + counts + '\n';
  }
  return text + numbered(models) + std::string(signs_explained);
}

}  // namespace powercut
