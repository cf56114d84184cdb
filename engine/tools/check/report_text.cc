#include "engine/tools/check/report_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/tools/plain_text.h"

namespace powercut {

namespace {

using Json = nlohmann::ordered_json;

std::string counted(std::uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string_view name_of(StoreUse use) {
  switch (use) {
    case StoreUse::none:
      return "closed";
    case StoreUse::somebody:
      return "open";
    case StoreUse::unknown:
      return "unknown";
  }
  return "?";
}

Json findings_of(const Findings& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings.list()) {
    list.push_back({{"kind", finding.kind == FindingKind::damage ? "damage" : "note"},
                    {"file", finding.file},
                    {"offset", finding.offset},
                    {"what", finding.what}});
  }
  return list;
}

// A path need not be UTF-8.
std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string to_text(const CheckReport& report, std::string_view directory) {
  std::string text =
      fmt::format("{}: {}, {}, {} ({}, {}), {}\n", without_control_bytes(directory),
                  counted(report.segments, "segment"), counted(report.commits, "commit"),
                  counted(report.sets + report.removes, "record"), counted(report.sets, "set"),
                  counted(report.removes, "remove"), counted(report.bytes, "byte"));
  text += to_text(report.findings);
  const std::uint64_t damages = report.findings.damages();
  text += damages == 0 ? "good\n" : fmt::format("DAMAGED in {}\n", counted(damages, "place"));
  return text;
}

std::string to_text(const SalvageReport& report, std::string_view directory,
                    std::string_view target) {
  const SalvageCounts& counts = report.counts;
  std::string text = fmt::format(
      "{} -> {}: {} read, {} saved ({} from damaged places), {} in the new store, {} lost\n",
      without_control_bytes(directory), without_control_bytes(target),
      counted(report.segments, "segment"), counted(counts.changes, "record"), counts.loose_changes,
      counted(report.keys, "key"), counted(counts.lost_bytes, "byte"));
  for (const std::string& assumption : report.assumptions) {
    text += fmt::format("assumed: {}\n", assumption);
  }
  text += to_text(report.findings);
  text += report.is_complete() ? "nothing was lost\n" : "NOT all could be saved\n";
  return text;
}

std::string to_json(const CheckReport& report, std::string_view directory) {
  return text_of({{"format", "powercut-check"},
                  {"directory", std::string(directory)},
                  {"good", report.findings.damages() == 0},
                  {"store", name_of(report.use)},
                  {"segments", report.segments},
                  {"commits", report.commits},
                  {"sets", report.sets},
                  {"removes", report.removes},
                  {"bytes", report.bytes},
                  {"damages", report.findings.damages()},
                  {"findings", findings_of(report.findings)},
                  {"findings_unlisted", report.findings.unlisted()}});
}

std::string to_json(const SalvageReport& report, std::string_view directory,
                    std::string_view target) {
  return text_of({{"format", "powercut-repair"},
                  {"directory", std::string(directory)},
                  {"target", std::string(target)},
                  {"complete", report.is_complete()},
                  {"store", name_of(report.use)},
                  {"segments", report.segments},
                  {"records", report.counts.changes},
                  {"records_from_damaged_places", report.counts.loose_changes},
                  {"keys", report.keys},
                  {"bytes_lost", report.counts.lost_bytes},
                  {"assumptions", report.assumptions},
                  {"findings", findings_of(report.findings)},
                  {"findings_unlisted", report.findings.unlisted()}});
}

}  // namespace powercut
