#include "harness/program/output_files.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "harness/program/inputs/same_file.h"
#include "harness/program/report_error.h"
#include "harness/report/files/junit.h"
#include "harness/report/files/markdown.h"
#include "harness/report/files/read_report.h"
#include "harness/report/files/report.h"
#include "powercut/io/whole_file.h"

namespace powercut {

namespace {

bool can_write(std::string_view what, const std::string& path) {
  if (path.empty()) return true;
  const auto writable = check_writable(path);
  if (writable.ok()) return true;
  report_error("cannot write the {} to {}: {}", what, path, why_not_written(writable.error()));
  return false;
}

bool write_to(std::string_view what, const std::string& path, const std::string& text) {
  if (path.empty()) return true;
  const auto written = write_whole_file(path, text);
  if (written.ok()) return true;
  report_error("cannot write the {} to {}: {}", what, path, why_not_written(written.error()));
  return false;
}

bool are_distinct(const OutputArguments& arguments, const std::vector<std::string>& inputs) {
  const std::array paths{&arguments.json, &arguments.junit, &arguments.summary};
  for (std::size_t one = 0; one < paths.size(); ++one) {
    for (std::size_t other = one + 1; other < paths.size(); ++other) {
      const bool are_both_standard = *paths[one] == "-" && *paths[other] == "-";
      if (!are_both_standard && !is_same_file(*paths[one], *paths[other])) continue;
      report_error("two of --json, --junit and --summary would go to {}", *paths[one]);
      return false;
    }
  }
  for (const std::string* path : {&arguments.junit, &arguments.summary}) {
    for (const std::string& input : inputs) {
      if (!is_same_file(*path, input)) continue;
      report_error("the output would write over {}, which is read", input);
      return false;
    }
  }
  return true;
}

std::optional<Baseline> load_baseline(const std::string& path, const SweepResult& asked,
                                      const Registry& registry) {
  const auto text = read_whole_file(path, report_bytes_max);
  if (!text.ok()) {
    report_error("cannot read the baseline {}: {}", path,
                 why_not_read(text.error(), report_bytes_max));
    return std::nullopt;
  }
  auto baseline = read_baseline(*text);
  if (!baseline) {
    report_error("{}: {}", path, baseline.error());
    return std::nullopt;
  }
  baseline->path = without_control_bytes(path);
  if (auto difference = difference_of_options(asked, *baseline, registry)) {
    report_error("cannot compare with {}: {}", path, *difference);
    return std::nullopt;
  }
  return std::move(*baseline);
}

}  // namespace

bool OutputFiles::prepare(const SweepResult& asked, const Registry& registry,
                          const std::vector<std::string>& inputs) {
  std::vector<std::string> all_inputs = inputs;
  all_inputs.push_back(arguments_.baseline);
  if (!are_distinct(arguments_, all_inputs) || !can_write("report", arguments_.json) ||
      !can_write("JUnit file", arguments_.junit) || !can_write("summary", arguments_.summary)) {
    return false;
  }
  if (arguments_.baseline.empty()) return true;
  baseline_ = load_baseline(arguments_.baseline, asked, registry);
  return baseline_.has_value();
}

std::FILE* OutputFiles::for_people() const {
  const bool is_taken =
      arguments_.json == "-" || arguments_.junit == "-" || arguments_.summary == "-";
  return is_taken ? stderr : stdout;
}

bool OutputFiles::write(const ToldResult& told,
                        const std::vector<VerdictRow>& rows_of_report) const {
  // One that cannot be written keeps no other from being written.
  bool all_written = true;
  if (!arguments_.json.empty()) {
    all_written &= write_to("report", arguments_.json,
                            make_report(told.result, rows_of_report, told.registry).dump(2) + "\n");
  }
  if (!arguments_.junit.empty()) {
    all_written &= write_to("JUnit file", arguments_.junit, junit_report(told));
  }
  if (!arguments_.summary.empty()) {
    all_written &= write_to("summary", arguments_.summary, markdown_summary(told));
  }
  return all_written;
}

}  // namespace powercut
