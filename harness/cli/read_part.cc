#include "harness/cli/read_part.h"

#include "engine/io/whole_file.h"
#include "harness/cli/complain.h"
#include "harness/report/read_report.h"

namespace powercut {

std::optional<SweepResult> read_part(const std::string& path) {
  auto text = read_whole_file(path, report_bytes_max);
  if (!text.ok()) {
    complain("cannot read the report {}: {}", path, why_not_read(text.error(), report_bytes_max));
    return std::nullopt;
  }
  auto result = read_report(*text);
  if (!result) {
    complain("{}: {}", path, result.error());
    return std::nullopt;
  }
  return std::move(*result);
}

}  // namespace powercut
