#include "harness/report/report.h"

#include <nlohmann/json.hpp>

#include "harness/operation.h"

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

Json tally_json(const Tally& tally) {
  Json json{{"legal", tally.legal}, {"visited", tally.visited}, {"failed", tally.failed}};
  for (int kind = 0; kind < finding_kind_count; ++kind) {
    auto named = static_cast<FindingKind>(kind);
    json["by_kind"][std::string(name_of(named))] = tally.count(named);
  }
  return json;
}

Json finding_json(const Finding& finding) {
  const FindingPlace& place = finding.place;
  Json json{{"id", to_text(place)}, {"kind", name_of(finding.violation.kind)},
            {"store", place.store}, {"workload", place.workload},
            {"model", place.model}, {"seed", place.seed}};
  if (place.point) {
    json["crash_point"] = {{"call", place.point->call},
                           {"byte", place.point->byte},
                           {"returned", place.point->returned()}};
    json["call"] = finding.call;
  }
  if (place.rule) json["fault"] = to_text(*place.rule);
  json["operation"] = finding.operation;
  if (finding.violation.key) json["key"] = quote(*finding.violation.key);
  json["expected"] = finding.violation.expected;
  json["found"] = finding.violation.found;
  json["replay"] = replay_command(finding);
  return json;
}

}  // namespace

nlohmann::ordered_json make_report(const SweepResult& result, const std::vector<VerdictRow>& rows) {
  Json report{{"format", "powercut-report"},
              {"version", report_version},
              {"command", result.command},
              {"seed", result.seed},
              {"as_expected", all_as_expected(rows)},
              {"verdicts", Json::array()},
              {"cells", Json::array()},
              {"findings", Json::array()}};
  for (const VerdictRow& row : rows) {
    report["verdicts"].push_back({{"store", row.store},
                                  {"model", row.model},
                                  {"states", tally_json(row.tally)},
                                  {"verdict", row.holds() ? "holds" : "fails"},
                                  {"expected", row.expected_to_fail ? "fails" : "holds"},
                                  {"as_expected", row.as_expected()}});
  }
  for (const Cell& cell : result.cells) {
    report["cells"].push_back({{"store", cell.store},
                               {"workload", cell.workload},
                               {"model", cell.model},
                               {"states", tally_json(cell.outcomes.tally)}});
    for (const Finding& finding : cell.outcomes.findings) {
      report["findings"].push_back(finding_json(finding));
    }
  }
  for (const auto& [call, count] : result.faults) {
    report["faults"][call] = {{"planned", count.planned}, {"struck", count.struck}};
  }
  return report;
}

}  // namespace powercut
