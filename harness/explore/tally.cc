#include "harness/explore/tally.h"

#include <algorithm>

namespace powercut {

void Tally::add(const Tally& other) {
  legal += other.legal;
  visited += other.visited;
  failed += other.failed;
  for (std::size_t kind = 0; kind < by_kind.size(); ++kind) by_kind[kind] += other.by_kind[kind];
}

void Outcomes::add_failure(Finding finding) {
  ++tally.failed;
  ++tally.by_kind[static_cast<std::size_t>(finding.violation.kind)];
  keep(std::move(finding));
}

void Outcomes::add(Outcomes later) {
  tally.add(later.tally);
  for (Finding& finding : later.findings) keep(std::move(finding));
}

void Outcomes::keep(Finding finding) {
  auto same_kind = [&](const Finding& kept) {
    return kept.violation.kind == finding.violation.kind;
  };
  auto count = std::ranges::count_if(findings, same_kind);
  if (static_cast<std::size_t>(count) < findings_per_kind_max) {
    findings.push_back(std::move(finding));
  } else {
    auto last = std::find_if(findings.rbegin(), findings.rend(), same_kind);
    *last = std::move(finding);
  }
}

}  // namespace powercut
