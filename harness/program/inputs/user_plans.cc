#include "harness/program/inputs/user_plans.h"

#include <algorithm>

#include "harness/plan/plan_file.h"
#include "harness/program/report_error.h"
#include "powercut/io/whole_file.h"

namespace powercut {

bool add_plans_of_file(const std::string& path, std::vector<std::string>& workloads) {
  if (path.empty()) return true;
  auto text = read_whole_file(path, plan_file_bytes_max);
  if (!text.ok()) {
    report_error("cannot read the plan file {}: {}", path,
                 why_not_read(text.error(), plan_file_bytes_max));
    return false;
  }
  auto plans = read_plan_file(*text);
  if (!plans) {
    report_error("{}: {}", path, plans.error());
    return false;
  }
  std::ranges::move(*plans, std::back_inserter(workloads));
  return true;
}

}  // namespace powercut
