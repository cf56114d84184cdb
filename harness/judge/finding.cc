#include "powercut/harness/finding.h"

#include <errno.h>
#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace powercut {

namespace {

constexpr std::size_t parts_without_rule = 5;

// At most six parts: a rule's path may hold the separator itself.
std::vector<std::string_view> split(std::string_view id) {
  std::vector<std::string_view> parts;
  while (parts.size() < parts_without_rule) {
    auto slash = id.find('/');
    parts.push_back(id.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    id = id.substr(slash + 1);
  }
  parts.push_back(id);
  return parts;
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (char byte : text) quoted += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
  return quoted + "'";
}

std::string to_text(const FindingPlace& place) {
  std::string text =
      fmt::format("{}/{}/{}/{}/{}", place.store, place.workload, place.model, place.seed,
                  place.crash ? to_text(*place.crash) : std::string(run_itself));
  if (place.rule) text += "/" + to_text(*place.rule);
  return text;
}

std::optional<FindingPlace> parse_finding_place(std::string_view id) {
  auto parts = split(id);
  if (parts.size() < parts_without_rule) return std::nullopt;
  FindingPlace place{.store = std::string(parts[0]),
                     .workload = std::string(parts[1]),
                     .model = std::string(parts[2])};
  const char* end = parts[3].data() + parts[3].size();
  auto seed = std::from_chars(parts[3].data(), end, place.seed);
  if (seed.ec != std::errc{} || seed.ptr != end) return std::nullopt;
  if (parts[4] != run_itself) {
    place.crash = parse_crash_path(parts[4]);
    if (!place.crash) return std::nullopt;
  }
  if (parts.size() > parts_without_rule) {
    place.rule = parse_fault_rule(parts[5]);
    if (!place.rule) return std::nullopt;
  }
  if (place.crash && place.model == run_itself) return std::nullopt;
  return place;
}

std::string replay_command(const Finding& finding) {
  std::string options;
  if (!finding.log_file.empty()) options += " --log " + shell_quoted(finding.log_file);
  if (!finding.model_file.empty()) options += " --model-file " + shell_quoted(finding.model_file);
  if (auto off = finding.without.names(); !off.empty()) {
    options += fmt::format(" --without {}", fmt::join(off, ","));
  }
  const std::string id = shell_quoted(to_text(finding.place));
  if (finding.program.empty()) {
    return fmt::format("{}={} {}", replay_variable, id, program_invocation_name);
  }
  return fmt::format("{} replay{} {}", finding.program, options, id);
}

}  // namespace powercut
