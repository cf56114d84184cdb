#include "harness/report/files/told_result.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace powercut {

namespace {

auto size_of(const Finding& finding) {
  const FindingPlace& place = finding.place;
  // Only a plan of its own says how long it is.
  const bool is_plan = place.workload.starts_with('=');
  const std::size_t plan =
      is_plan ? place.workload.size() : std::numeric_limits<std::size_t>::max();
  const std::size_t crashes = place.crash ? 1 + place.crash->later.size() : 0;
  const std::uint32_t call = place.crash ? place.crash->first.call : 0;
  return std::tuple(crashes, plan, call);
}

}  // namespace

const Finding* smallest_finding(const SweepResult& result, const std::vector<VerdictRow>& rows) {
  const Finding* smallest = nullptr;
  for_each_finding(result, [&](const Finding& finding) {
    const bool is_wanted = std::ranges::any_of(rows, [&](const VerdictRow& row) {
      return row.store == finding.place.store && row.model == finding.place.model;
    });
    if (is_wanted && (!smallest || size_of(finding) < size_of(*smallest))) smallest = &finding;
  });
  return smallest;
}

}  // namespace powercut
