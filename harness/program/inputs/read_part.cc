#include "harness/program/inputs/read_part.h"

#include "harness/program/report_error.h"
#include "harness/report/files/read_report.h"
#include "powercut/io/whole_file.h"

namespace powercut {

std::optional<SweepResult> read_part(const std::string& path, const Registry& registry) {
  auto text = read_whole_file(path, report_bytes_max);
  if (!text.ok()) {
    report_error("cannot read the report {}: {}", path,
                 why_not_read(text.error(), report_bytes_max));
    return std::nullopt;
  }
  auto result = read_report(*text, registry);
  if (!result) {
    report_error("{}: {}", path, result.error());
    return std::nullopt;
  }
  return std::move(*result);
}

}  // namespace powercut
