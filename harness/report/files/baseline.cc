#include "harness/report/files/baseline.h"
#include "harness/plan/model_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/plan/strict_json.h"
#include "harness/report/files/report.h"
#include "harness/report/files/unquoted.h"
#include "powercut/harness/model_file.h"

namespace powercut {

namespace {

constexpr std::uint64_t no_limit = ~std::uint64_t{0};
constexpr std::string_view though_it_should_fail = "holds";

BaselineRow read_row(const JsonPlace& verdict) {
  BaselineRow row{verdict.member("store").line(), verdict.member("model").line(), {}};
  if (verdict.member("as_expected").flag()) return row;
  if (verdict.member("verdict").text() == though_it_should_fail) {
    row.kinds.emplace(though_it_should_fail);
  }
  const JsonPlace by_kind = verdict.member("states").member("by_kind");
  for (int number = 0; number < finding_kind_count; ++number) {
    const std::string_view kind = name_of(static_cast<FindingKind>(number));
    if (by_kind.has(kind) && by_kind.member(kind).count(no_limit) > 0) row.kinds.emplace(kind);
  }
  return row;
}

std::set<std::string> kinds_of(const VerdictRow& row) {
  std::set<std::string> kinds;
  if (row.as_expected()) return kinds;
  if (row.holds()) kinds.emplace(though_it_should_fail);
  for (int number = 0; number < finding_kind_count; ++number) {
    const auto kind = static_cast<FindingKind>(number);
    if (row.tally.count(kind) > 0) kinds.emplace(name_of(kind));
  }
  return kinds;
}

Baseline baseline_in(const nlohmann::ordered_json& report) {
  const JsonPlace file(report, "");
  if (!report.is_object() || !file.has("format") || report["format"] != "powercut-report") {
    throw BadJson{"not a report: its format is not 'powercut-report'"};
  }
  if (const auto version = file.member("version").count(no_limit); version != report_version) {
    file.member("version").refuse(
        fmt::format("is {}; this program reads {}", version, report_version));
  }
  Baseline baseline;
  baseline.head.command = file.member("command").line();
  baseline.head.seed = file.member("seed").count(no_limit);
  baseline.head.worlds = file.member("worlds").count(no_limit);
  baseline.head.plans = file.member("plans").count(no_limit);
  const JsonPlace exploration = file.member("exploration");
  baseline.head.exploration.budget = exploration.member("budget").count(no_limit);
  const JsonPlace depth = exploration.member("depth");
  baseline.head.exploration.depth =
      depth.is_text() ? ExplorationOptions::depth_max
                      : static_cast<std::uint32_t>(depth.count(ExplorationOptions::depth_max));
  if (!file.member("complete").flag()) {
    throw BadJson{"it is of a part of the work: join it with the others first"};
  }
  const JsonPlace without = file.member("without");
  for (std::size_t index = 0; index < without.size(); ++index) {
    baseline.without.push_back(without.at(index).line());
  }
  const JsonPlace cells = file.member("cells");
  for (std::size_t index = 0; index < cells.size(); ++index) {
    const std::string& workload = cells.at(index).member("workload").line();
    if (is_workload_group(workload)) continue;
    baseline.workloads[cells.at(index).member("store").line()].insert(workload);
  }
  const JsonPlace models = file.member("models");
  for (std::size_t index = 0; index < models.size(); ++index) {
    baseline.models[models.at(index).member("name").line()] = report["models"][index].dump();
  }
  const JsonPlace verdicts = file.member("verdicts");
  for (std::size_t index = 0; index < verdicts.size(); ++index) {
    baseline.rows.push_back(read_row(verdicts.at(index)));
  }
  return baseline;
}

std::vector<std::string> names_of(Clauses clauses) {
  std::vector<std::string> names;
  for (std::string_view name : clauses.names()) names.emplace_back(name);
  return names;
}

std::optional<std::string> difference_of_cells(const SweepResult& asked, const Baseline& there,
                                               const Registry& registry) {
  std::map<std::string, std::set<std::string>> workloads;
  std::set<std::string> models;
  for (const Cell& cell : asked.cells) {
    if (!is_workload_group(cell.workload)) workloads[cell.store].insert(cell.workload);
    models.insert(cell.model);
  }
  for (const auto& [store, names] : there.workloads) {
    const auto now = workloads.find(store);
    if (now == workloads.end() || now->second == names) continue;
    return fmt::format("its workloads of {} are others", store);
  }
  for (const std::string& name : models) {
    const auto before = there.models.find(name);
    const PersistenceModel* model = registry.find_model(name);
    if (!model || before == there.models.end()) continue;
    if (before->second != to_json(*model).dump()) {
      return fmt::format("its model {} is another one", name);
    }
  }
  return std::nullopt;
}

}  // namespace

std::expected<Baseline, std::string> read_baseline(std::string_view text) {
  auto json = parse_json(text);
  if (!json) return std::unexpected(json.error());
  try {
    return baseline_in(*json);
  } catch (const BadJson& bad) {
    return std::unexpected(bad.problem);
  }
}

std::optional<std::string> difference_of_options(const SweepResult& asked, const Baseline& there,
                                                 const Registry& registry) {
  const SweepResult& head = there.head;
  if (asked.command != head.command) {
    return fmt::format("it is of {}, not of {}", in_quotes(head.command), in_quotes(asked.command));
  }
  auto differ = [](const char* what, std::uint64_t is, std::uint64_t should_be) {
    return fmt::format("its {} is {}, not {}", what, is, should_be);
  };
  if (asked.seed != head.seed) return differ("seed", head.seed, asked.seed);
  if (asked.worlds != head.worlds) return differ("--worlds", head.worlds, asked.worlds);
  if (asked.plans != head.plans) return differ("--plans", head.plans, asked.plans);
  const ExplorationOptions& wanted = asked.exploration;
  if (wanted.budget != head.exploration.budget) {
    return differ("--budget", head.exploration.budget, wanted.budget);
  }
  if (wanted.depth != head.exploration.depth) {
    return differ("--depth", head.exploration.depth, wanted.depth);
  }
  if (names_of(asked.without) != there.without) {
    return fmt::format(
        "it is --without {}",
        there.without.empty() ? "nothing" : fmt::format("{}", fmt::join(there.without, ",")));
  }
  return difference_of_cells(asked, there, registry);
}

std::vector<BaselineChange> compare(const Baseline& baseline, const std::vector<VerdictRow>& rows,
                                    bool is_complete) {
  using What = BaselineChange::What;
  std::vector<BaselineChange> changes;
  for (const VerdictRow& row : rows) {
    const auto before = std::ranges::find_if(baseline.rows, [&](const BaselineRow& other) {
      return other.store == row.store && other.model == row.model;
    });
    std::set<std::string> gone;
    if (before != baseline.rows.end()) gone = before->kinds;
    for (const std::string& kind : kinds_of(row)) {
      const bool was_there = gone.erase(kind) > 0;
      changes.push_back({was_there ? What::unchanged : What::is_new, row.store, row.model, kind});
    }
    if (!is_complete || row.is_untested()) continue;
    for (const std::string& kind : gone) {
      changes.push_back({What::fixed, row.store, row.model, kind});
    }
  }
  return changes;
}

std::string baseline_summary(const Baseline& baseline, const std::vector<BaselineChange>& changes) {
  using What = BaselineChange::What;
  auto count = [&](What what) { return std::ranges::count(changes, what, &BaselineChange::what); };
  std::string text = fmt::format("against {}: {} new, {} fixed, {} unchanged\n", baseline.path,
                                 count(What::is_new), count(What::fixed), count(What::unchanged));
  for (const auto& [what, word] : {std::pair(What::is_new, "new"), {What::fixed, "fixed"}}) {
    for (const BaselineChange& change : changes) {
      if (change.what != what) continue;
      text += fmt::format("  {:<7}{}, {}: {}\n", word, change.store, change.model, change.kind);
    }
  }
  return text;
}

bool has_news(const std::vector<BaselineChange>& changes, const VerdictRow& row) {
  return std::ranges::any_of(changes, [&](const BaselineChange& change) {
    return change.what == BaselineChange::What::is_new && change.store == row.store &&
           change.model == row.model;
  });
}

}  // namespace powercut
