#include "harness/report/files/report.h"
#include "harness/plan/model_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/report/contract.h"
#include "harness/report/files/piece_ranges.h"
#include "harness/sweep/log_sweep.h"
#include "powercut/harness/model_file.h"
#include "powercut/harness/operation.h"
#include "powercut/harness/sweep.h"

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view log_of_user = "log";  // the workload of a sweep over a log

Json lifetimes_json(const LifetimeCounts& counts) {
  return {{"worlds", counts.worlds},         {"lives", counts.lives},
          {"operations", counts.operations}, {"power_cuts", counts.power_cuts},
          {"damages", counts.damages},       {"faults", counts.faults},
          {"shapes", counts.shapes}};
}

Json tally_json(const Tally& tally) {
  const Reduction& reduction = tally.reduction;
  Json json{{"legal", tally.legal},
            {"visited", tally.visited},
            {"merged", reduction.merged},
            {"pruned",
             {{"unchanged", reduction.unchanged},
              {"unread", reduction.unread},
              {"continuation", reduction.continuation}}},
            {"skipped", reduction.skipped},
            {"skipped_by",
             {{"first_budget", reduction.skipped_first},
              {"nested_budget", reduction.skipped_nested_budget},
              {"nested_limit", reduction.skipped_nested_limit}}},
            {"not_followed",
             {{"uncut_calls", reduction.uncut_calls}, {"unmade_kills", reduction.unmade_kills}}},
            {"sampled", reduction.skipped > 0},
            {"audited", reduction.audited},
            {"differed", reduction.differed},
            {"failed", tally.failed},
            {"lifetimes", lifetimes_json(tally.lifetimes)}};
  for (int kind = 0; kind < finding_kind_count; ++kind) {
    auto named = static_cast<FindingKind>(kind);
    json["by_kind"][std::string(name_of(named))] = tally.count(named);
  }
  return json;
}

Json model_json(std::string_view name, const Registry& registry) {
  if (name == run_itself) {
    return {{"name", name},
            {"summary", "the run itself, without a crash: its answers, reopens and kills"},
            {"power_loss", false}};
  }
  if (name == byte_prefix) {
    return {
        {"name", name}, {"summary", "the user's log file, cut at any byte"}, {"power_loss", true}};
  }
  const PersistenceModel* model = registry.find_model(name);
  if (model == nullptr) return {{"name", name}};
  return to_json(*model);
}

Json workload_json(const std::string& name, const Registry& registry) {
  if (name == log_of_user) return {{"name", name}, {"summary", "what the user's log file tells"}};
  if (name == lifetimes_workload) {
    return {{"name", name}, {"summary", "worlds of many lives, drawn at random"}};
  }
  if (name == bounded_workload) {
    return {{"name", name},
            {"summary", "every sequence of a few operations, as many as asked for"}};
  }
  const Workload* workload = registry.find_workload(name);
  return {{"name", name}, {"summary", workload ? workload->summary : ""}};
}

Json names_json(const std::vector<std::string_view>& names) {
  Json list = Json::array();
  for (std::string_view name : names) list.push_back(name);
  return list;
}

// Describes each store, workload and model that ran, once, in the order of the cells.
void describe_subjects(const SweepResult& result, const std::vector<VerdictRow>& rows,
                       const Registry& registry, Json& report) {
  auto append_once = [&](const char* list, Json item) {
    auto& items = report[list];
    auto same = [&](const Json& known) { return known["name"] == item["name"]; };
    if (std::ranges::none_of(items, same)) items.push_back(std::move(item));
  };
  for (const VerdictRow& row : rows) {
    append_once("stores", {{"name", row.store},
                           {"summary", row.store_summary},
                           {"policy", name_of(row.policy)},
                           {"not_asked", names_json(row.not_asked)},
                           {"ignores_ranges", row.ignores_ranges}});
  }
  for (const Cell& cell : result.cells)
    append_once("workloads", workload_json(cell.workload, registry));
  for (const Cell& cell : result.cells) append_once("models", model_json(cell.model, registry));
}

Json totals_json(const SweepResult& result) {
  Tally runs;
  Tally states;
  for (const Cell& cell : result.cells) {
    (cell.model == run_itself ? runs : states).add(cell.outcomes.tally);
  }
  return {{"runs", tally_json(runs)}, {"states", tally_json(states)}};
}

Json verdict_json(const VerdictRow& row) {
  const char* verdict = row.holds() ? "holds" : "fails";
  Json json = {{"store", row.store},
               {"model", row.model},
               {"states", tally_json(row.tally)},
               {"verdict", row.is_untested() ? "untested" : verdict},
               {"expected", row.expected_to_fail ? "fails" : "holds"},
               {"as_expected", row.as_expected()}};
  if (!row.stronger_that_fails.empty()) json["stronger_that_fails"] = row.stronger_that_fails;
  return json;
}

Json finding_json(const Finding& finding, SyncPolicy policy, const Registry& registry) {
  const FindingPlace& place = finding.place;
  const PersistenceModel* model = registry.find_model(place.model);
  bool loses_power = model ? model->power_loss : place.model == byte_prefix;
  Loss loss = loses_power ? Loss::power : Loss::process;
  Json json{{"id", to_text(place)},
            {"kind", name_of(finding.violation.kind)},
            {"clauses", broken_clauses(finding.violation.kind, policy, loss)},
            {"store", place.store},
            {"workload", place.workload},
            {"model", place.model}};
  if (!finding.group.empty()) json["group"] = finding.group;
  if (place.crash) {
    const CrashPath& crash = *place.crash;
    json["crash_point"] = {{"call", crash.first.call},           {"byte", crash.first.byte},
                           {"returned", crash.first.returned()}, {"effects", crash.first.effects},
                           {"killed", crash.killed_first},       {"then", Json::array()}};
    for (const CrashPoint& later : crash.later) {
      json["crash_point"]["then"].push_back(to_text(later));
    }
    json["call"] = finding.call;
  }
  if (place.model != byte_prefix) json["piece"] = finding.piece + 1;
  if (place.rule) json["fault"] = to_text(*place.rule);
  json["operation"] = finding.operation;
  if (finding.violation.key) json["key"] = quote(*finding.violation.key);
  json["expected"] = finding.violation.expected;
  json["found"] = finding.violation.found;
  json["replay"] = replay_command(finding);
  return json;
}

// Every call that can fail is named, also one that no run made.
Json faults_json(const SweepResult& result) {
  Json json;
  for (int kind = 1; kind < call_kind_count; ++kind) {  // all but the mount
    std::string call(name_of(static_cast<CallKind>(kind)));
    auto count = result.faults.find(call);
    FaultCount counted = count == result.faults.end() ? FaultCount{} : count->second;
    json[call] = {{"planned", counted.planned}, {"struck", counted.struck}};
  }
  return json;
}

Json exploration_json(const ExplorationOptions& options) {
  Json json{{"budget", options.budget}};
  if (options.depth >= ExplorationOptions::depth_max) {
    json["depth"] = "fixpoint";
  } else {
    json["depth"] = options.depth;
  }
  json["reduces"] = options.reduces;
  json["audit_share"] = options.audit_share;
  return json;
}

// Describes what was asked for, and how much of it is done.
void describe_work(const SweepResult& result, Json& report) {
  report["command"] = result.command;
  if (result.command != "sweep --log") {
    report["seed"] = result.seed;
    report["exploration"] = exploration_json(result.exploration);
    report["worlds"] = result.worlds;
    report["plans"] = result.plans;
    report["pieces"] = {{"total", result.done.size()}, {"done", to_text(result.done)}};
  }
  report["without"] = names_json(result.without.names());
  report["complete"] = result.is_complete();
  report["narrowed"] = result.is_narrowed;
}

// Paths and names may be any bytes; JSON may not.
Json in_utf8(const Json& report) {
  return Json::parse(report.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

nlohmann::ordered_json make_report(const SweepResult& result, const std::vector<VerdictRow>& rows,
                                   const Registry& registry) {
  Json report{{"format", "powercut-report"},
              {"version", report_version},
              {"program_version", program_version}};
  describe_work(result, report);
  report["as_expected"] = all_as_expected(rows);
  describe_subjects(result, rows, registry, report);
  report["totals"] = totals_json(result);
  report["findings_per_kind_max"] = Outcomes::findings_per_kind_max;
  for (const char* list : {"verdicts", "cells", "findings"}) report[list] = Json::array();
  for (const VerdictRow& row : rows) report["verdicts"].push_back(verdict_json(row));
  for (const Cell& cell : result.cells) {
    report["cells"].push_back({{"store", cell.store},
                               {"workload", cell.workload},
                               {"model", cell.model},
                               {"states", tally_json(cell.outcomes.tally)}});
    auto row = std::ranges::find(rows, cell.store, &VerdictRow::store);
    SyncPolicy policy = row == rows.end() ? SyncPolicy::always : row->policy;
    for (const Finding& finding : cell.outcomes.findings) {
      report["findings"].push_back(finding_json(finding, policy, registry));
    }
  }
  if (result.command == "errors") report["faults"] = faults_json(result);
  return in_utf8(report);
}

}  // namespace powercut
