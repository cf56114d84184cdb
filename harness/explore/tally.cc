#include "harness/explore/tally.h"

#include "faultfs/state_counter.h"

namespace powercut {

void Reduction::add(const Reduction& other) {
  merged += other.merged;
  unchanged = saturating_sum(unchanged, other.unchanged);
  unread += other.unread;
  continuation = saturating_sum(continuation, other.continuation);
  skipped = saturating_sum(skipped, other.skipped);
  audited += other.audited;
  differed += other.differed;
}

std::uint64_t Reduction::pruned() const {
  return saturating_sum(saturating_sum(unchanged, continuation), unread);
}

void LifetimeCounts::add(const LifetimeCounts& other) {
  worlds += other.worlds;
  lives += other.lives;
  operations += other.operations;
  power_cuts += other.power_cuts;
  faults += other.faults;
  shapes += other.shapes;
}

void Tally::count_failures(FindingKind kind, std::uint64_t states) {
  failed += states;
  by_kind[static_cast<std::size_t>(kind)] += states;
}

void Tally::add(const Tally& other) {
  legal = saturating_sum(legal, other.legal);
  visited += other.visited;
  reduction.add(other.reduction);
  failed += other.failed;
  lifetimes.add(other.lifetimes);
  for (std::size_t kind = 0; kind < by_kind.size(); ++kind) by_kind[kind] += other.by_kind[kind];
}

void Outcomes::add_failure(Finding finding) {
  tally.count_failures(finding.violation.kind, 1);
  keep(std::move(finding));
}

void Outcomes::add(Outcomes later) {
  tally.add(later.tally);
  for (Finding& finding : later.findings) keep(std::move(finding));
}

void Outcomes::keep(Finding finding) {
  keep_first_and_last(findings, std::move(finding),
                      [](const Finding& kept) { return kept.violation.kind; });
}

}  // namespace powercut
