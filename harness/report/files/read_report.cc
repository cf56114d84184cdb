#include "harness/report/files/read_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/plan/strict_json.h"
#include "harness/report/files/piece_ranges.h"
#include "harness/report/files/report.h"
#include "harness/report/files/row_names.h"
#include "harness/report/files/unquoted.h"
#include "powercut/faultfs/crash_states.h"

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t pieces_max = 10'000'000;
constexpr std::uint64_t any_number = UINT64_MAX;

FindingKind kind_named(const JsonPlace& place) {
  for (int number = 0; number < finding_kind_count; ++number) {
    auto kind = static_cast<FindingKind>(number);
    if (place.text() == name_of(kind)) return kind;
  }
  place.refuse(fmt::format("{} is no kind of finding", in_quotes(place.text())));
}

LifetimeCounts read_lifetimes(const JsonPlace& place) {
  auto count = [&](std::string_view name) { return place.member(name).count(any_number); };
  return {.worlds = count("worlds"),
          .lives = count("lives"),
          .operations = count("operations"),
          .power_cuts = count("power_cuts"),
          .damages = count("damages"),
          .faults = count("faults"),
          .shapes = count("shapes")};
}

Tally read_tally(const JsonPlace& place) {
  constexpr std::uint64_t most = CrashStates::countless;
  Tally tally{.legal = place.member("legal").count(most),
              .visited = place.member("visited").count(most),
              .reduction = {},
              .failed = place.member("failed").count(most),
              .lifetimes = read_lifetimes(place.member("lifetimes"))};
  JsonPlace pruned = place.member("pruned");
  JsonPlace skipped = place.member("skipped_by");
  JsonPlace not_followed = place.member("not_followed");
  tally.reduction = {.merged = place.member("merged").count(most),
                     .unchanged = pruned.member("unchanged").count(most),
                     .unread = pruned.member("unread").count(most),
                     .continuation = pruned.member("continuation").count(most),
                     .skipped = place.member("skipped").count(most),
                     .skipped_first = skipped.member("first_budget").count(most),
                     .skipped_nested_budget = skipped.member("nested_budget").count(most),
                     .skipped_nested_limit = skipped.member("nested_limit").count(most),
                     .uncut_calls = not_followed.member("uncut_calls").count(most),
                     .unmade_kills = not_followed.member("unmade_kills").count(most),
                     .audited = place.member("audited").count(most),
                     .differed = place.member("differed").count(most)};
  for (int number = 0; number < finding_kind_count; ++number) {
    std::string_view name = name_of(static_cast<FindingKind>(number));
    tally.by_kind[static_cast<std::size_t>(number)] =
        place.member("by_kind").member(name).count(most);
  }
  return tally;
}

ExplorationOptions read_exploration(const JsonPlace& place) {
  ExplorationOptions options{.budget = place.member("budget").count(any_number)};
  JsonPlace depth = place.member("depth");
  if (!depth.is_text()) {
    options.depth = static_cast<std::uint32_t>(depth.count(ExplorationOptions::depth_max - 1));
  } else if (depth.text() != "fixpoint") {
    depth.refuse(fmt::format("{} is no depth", in_quotes(depth.text())));
  }
  options.reduces = place.member("reduces").flag();
  options.audit_share = place.member("audit_share").share();
  return options;
}

Clauses read_clauses(const JsonPlace& place) {
  Clauses clauses = Clauses::none();
  for (std::size_t index = 0; index < place.size(); ++index) {
    auto clause = parse_clause(place.at(index).text());
    if (!clause) {
      place.refuse(fmt::format("no clause is named {}", in_quotes(place.at(index).text())));
    }
    clauses = clauses.with(*clause);
  }
  return clauses;
}

std::vector<Cell> read_cells(const JsonPlace& place, const Registry& registry) {
  std::vector<Cell> cells;
  for (std::size_t index = 0; index < place.size(); ++index) {
    JsonPlace item = place.at(index);
    Cell cell{item.member("store").text(),
              item.member("workload").text(),
              item.member("model").text(),
              {}};
    if (registry.find_store(cell.store) == nullptr) {
      item.refuse(fmt::format("no store is named {}", in_quotes(cell.store)));
    }
    if (!is_workload_group(cell.workload) && registry.find_workload(cell.workload) == nullptr) {
      item.refuse(fmt::format("no workload is named {}", in_quotes(cell.workload)));
    }
    if (cell.model != run_itself && registry.find_model(cell.model) == nullptr) {
      item.refuse(
          fmt::format("no model is named {}; was it of a --model-file?", in_quotes(cell.model)));
    }
    cell.outcomes.tally = read_tally(item.member("states"));
    cells.push_back(std::move(cell));
  }
  if (cells.empty()) place.refuse("is empty");
  return cells;
}

// Each name once, in the order of the cells.
std::vector<std::string> names_in(const std::vector<Cell>& cells, std::string Cell::* name) {
  std::vector<std::string> names;
  for (const Cell& cell : cells) {
    if (std::ranges::find(names, cell.*name) == names.end()) names.push_back(cell.*name);
  }
  return names;
}

// Worlds and plans have cells of their own.
void check_drawn(const SweepResult& result, const JsonPlace& file) {
  auto has = [&](std::string_view group) {
    return std::ranges::any_of(result.cells,
                               [&](const Cell& cell) { return cell.workload == group; });
  };
  if (result.worlds > 0 && !has(lifetimes_workload)) {
    file.member("worlds").refuse("is not 0, but there are no cells of lifetimes");
  }
  if (result.plans > 0 && !has(bounded_workload)) {
    file.member("plans").refuse("is not 0, but there are no cells of bounded plans");
  }
}

void check_order_of_cells(const std::vector<Cell>& cells, const JsonPlace& place) {
  std::size_t index = 0;
  for (const std::string& store : names_in(cells, &Cell::store)) {
    for (const std::string& workload : names_in(cells, &Cell::workload)) {
      for (const std::string& model : names_in(cells, &Cell::model)) {
        bool is_there = index < cells.size() && cells[index].store == store &&
                        cells[index].workload == workload && cells[index].model == model;
        if (!is_there) place.refuse("not each store, workload and model once and in their order");
        ++index;
      }
    }
  }
  if (index != cells.size()) place.refuse("has more than each store, workload and model once");
}

Finding read_finding(const JsonPlace& place, const SweepResult& result) {
  auto id = parse_finding_place(place.member("id").text());
  if (!id || id->seed != result.seed) {
    place.member("id").refuse(
        fmt::format("{} is no id of this sweep", in_quotes(place.member("id").text())));
  }
  Finding finding{.place = std::move(*id),
                  .violation = {kind_named(place.member("kind")), std::nullopt,
                                place.member("expected").line(), place.member("found").line()},
                  .without = result.without};
  if (place.has("key")) {
    auto key = unquoted(place.member("key").text());
    if (!key) place.member("key").refuse("is no key in quotes");
    finding.violation.key = std::move(*key);
  }
  if (place.has("group")) finding.group = place.member("group").text();
  if (finding.place.crash) finding.call = place.member("call").line();
  finding.operation = place.member("operation").line();
  static_cast<void>(place.member("replay").text());
  std::uint64_t number = place.member("piece").count(result.done.size());
  if (number == 0 || !result.done[number - 1]) {
    place.member("piece").refuse(fmt::format("piece {} is not done", number));
  }
  finding.piece = number - 1;
  return finding;
}

void read_findings(const JsonPlace& place, SweepResult& result) {
  for (std::size_t index = 0; index < place.size(); ++index) {
    Finding finding = read_finding(place.at(index), result);
    auto cell = std::ranges::find_if(result.cells, [&](const Cell& other) {
      const std::string& workload = finding.group.empty() ? finding.place.workload : finding.group;
      return other.store == finding.place.store && other.workload == workload &&
             other.model == finding.place.model;
    });
    if (cell == result.cells.end()) place.at(index).refuse("is of no cell");
    cell->outcomes.findings.push_back(std::move(finding));
  }
}

void read_faults(const JsonPlace& place, SweepResult& result) {
  for (int kind = 1; kind < call_kind_count; ++kind) {  // all but the mount
    std::string_view call = name_of(static_cast<CallKind>(kind));
    JsonPlace item = place.member(call);
    FaultCount count{.planned = item.member("planned").count(any_number),
                     .struck = item.member("struck").count(any_number)};
    if (count.planned + count.struck > 0) result.faults[std::string(call)] = count;
  }
}

// Where the two first differ, as a place; nullopt: nowhere.
std::optional<std::string> first_difference(const Json& made, const Json& read, std::string place) {
  if (made.type() != read.type() && !(made.is_number() && read.is_number())) return place;
  if (made.is_object()) {
    for (const auto& [name, value] : read.items()) {
      if (made.contains(name)) continue;
      return fmt::format("{}{}{}", place, place.empty() ? "" : ".", in_quotes(name));
    }
    for (const auto& [name, value] : made.items()) {
      std::string inner = place.empty() ? name : fmt::format("{}.{}", place, name);
      if (!read.contains(name)) return inner;
      if (auto found = first_difference(value, read[name], std::move(inner))) return found;
    }
    return std::nullopt;
  }
  if (made.is_array()) {
    if (made.size() != read.size()) return place;
    for (std::size_t index = 0; index < made.size(); ++index) {
      auto found = first_difference(made[index], read[index], fmt::format("{}[{}]", place, index));
      if (found) return found;
    }
    return std::nullopt;
  }
  if (made != read) return place;
  return std::nullopt;
}

// A user changes a model more often than a report.
void compare_models(const Json& made, const Json& read) {
  if (!read.is_array() || read.size() != made.size()) return;
  for (std::size_t index = 0; index < made.size(); ++index) {
    if (!read[index].is_object() || !read[index].contains("name")) continue;
    const Json& name = made[index]["name"];
    auto attribute = first_difference(made[index], read[index], "");
    if (!attribute || read[index]["name"] != name) continue;
    throw BadJson{fmt::format(
        "the report's model '{}' is not that of --model-file, or of this program: {} differs",
        name.get_ref<const std::string&>(), *attribute)};
  }
}

// A report made anew from what was read says the same, or the parts contradict each other.
void compare_with_what_it_says(const SweepResult& result, const Registry& registry, Json report) {
  Json again = make_report(result, verdicts(result, registry), registry);
  for (Json* either : {&report, &again}) {
    for (Json& finding : (*either)["findings"]) finding.erase("replay");
  }
  if (report.contains("models")) compare_models(again["models"], report["models"]);
  if (auto place = first_difference(again, report, "")) {
    throw BadJson{fmt::format(
        "{}: is not what this program writes there for the rest of the report", *place)};
  }
}

void check_heading(const Json& report, const JsonPlace& file) {
  if (!report.is_object() || !file.has("format") || report["format"] != "powercut-report") {
    throw BadJson{"not a report: its format is not 'powercut-report'"};
  }
  std::uint64_t version = file.member("version").count(any_number);
  if (version != report_version) {
    file.member("version").refuse(
        fmt::format("is {}; this program reads {}", version, report_version));
  }
  JsonPlace program = file.member("program_version");
  if (program.text() != program_version) {
    program.refuse(
        fmt::format("is {}; this program is {}", in_quotes(program.text()), program_version));
  }
}

SweepResult result_in(const Json& report, const Registry& registry) {
  JsonPlace file(report, "");
  check_heading(report, file);
  SweepResult result{.command = file.member("command").text()};
  if (result.command == "sweep --log") {
    throw BadJson{"a report of a sweep over a log has no parts to go on with or to join"};
  }
  if (result.command != "sweep" && result.command != "errors" && result.command != "live") {
    file.member("command").refuse(fmt::format("{} is unknown", in_quotes(result.command)));
  }
  result.seed = file.member("seed").count(any_number);
  result.exploration = read_exploration(file.member("exploration"));
  result.worlds = file.member("worlds").count(any_number);
  result.plans = file.member("plans").count(any_number);
  result.is_narrowed = file.member("narrowed").flag();
  result.without = read_clauses(file.member("without"));
  JsonPlace pieces = file.member("pieces");
  auto done = parse_pieces(pieces.member("done").text(), pieces.member("total").count(pieces_max));
  if (!done) pieces.member("done").refuse("is not of the form 1-40,44, or beyond the total");
  result.done = std::move(*done);
  result.cells = read_cells(file.member("cells"), registry);
  check_order_of_cells(result.cells, file.member("cells"));
  check_drawn(result, file);
  if (result.command == "errors") read_faults(file.member("faults"), result);
  static_cast<void>(file.member("findings").size());
  read_findings(file.member("findings"), result);
  compare_with_what_it_says(result, registry, report);
  return result;
}

std::string clauses_text(Clauses clauses) {
  return clauses == Clauses::none() ? "nothing"
                                    : fmt::format("{}", fmt::join(clauses.names(), ","));
}

std::string depth_text(std::uint32_t depth) {
  return depth >= ExplorationOptions::depth_max ? "fixpoint" : fmt::format("{}", depth);
}

}  // namespace

std::expected<SweepResult, std::string> read_report(std::string_view text,
                                                    const Registry& registry) {
  auto json = parse_json(text);
  if (!json) return std::unexpected(json.error());
  try {
    use_row_names(*json);
    return result_in(*json, registry);
  } catch (const BadJson& bad) {
    return std::unexpected(bad.problem);
  }
}

std::vector<const StoreUnderTest*> stores_of(const SweepResult& result, const Registry& registry) {
  std::vector<const StoreUnderTest*> stores;
  for (const std::string& name : names_in(result.cells, &Cell::store)) {
    stores.push_back(registry.find_store(name));
  }
  return stores;
}

std::optional<std::string> difference(const SweepResult& expected, const SweepResult& found) {
  if (expected.command != found.command) {
    return fmt::format("it is of `{}`, not of `{}`", found.command, expected.command);
  }
  auto differ = [](const char* what, const auto& is, const auto& should_be) {
    return fmt::format("its {} is {}, not {}", what, is, should_be);
  };
  if (expected.seed != found.seed) return differ("seed", found.seed, expected.seed);
  const ExplorationOptions& wanted = expected.exploration;
  const ExplorationOptions& there = found.exploration;
  if (wanted.budget != there.budget) return differ("--budget", there.budget, wanted.budget);
  if (wanted.depth != there.depth) {
    return differ("--depth", depth_text(there.depth), depth_text(wanted.depth));
  }
  if (wanted.audit_share != there.audit_share) {
    return differ("--audit-reduction", there.audit_share, wanted.audit_share);
  }
  if (expected.worlds != found.worlds) return differ("--worlds", found.worlds, expected.worlds);
  if (expected.plans != found.plans) return differ("--plans", found.plans, expected.plans);
  if (expected.without != found.without) {
    return differ("--without", clauses_text(found.without), clauses_text(expected.without));
  }
  if (wanted.reduces != there.reduces) return differ("reduction", there.reduces, wanted.reduces);
  for (auto [what, name] :
       {std::pair("stores", &Cell::store), std::pair("workloads", &Cell::workload),
        std::pair("models", &Cell::model)}) {
    auto is = names_in(found.cells, name);
    auto should_be = names_in(expected.cells, name);
    if (is == should_be) continue;
    for (auto* names : {&is, &should_be}) {
      if (name == &Cell::model) std::erase(*names, run_itself);  // which nobody chooses
    }
    return fmt::format("its {} are {}, not {}", what, fmt::join(is, ", "),
                       fmt::join(should_be, ", "));
  }
  if (expected.is_narrowed != found.is_narrowed) {
    return differ("field `narrowed`", found.is_narrowed, expected.is_narrowed);
  }
  if (expected.done.size() != found.done.size()) {
    return fmt::format("its work is cut into {} pieces, not {}", found.done.size(),
                       expected.done.size());
  }
  return std::nullopt;
}

}  // namespace powercut
