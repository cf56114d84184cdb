#include "powercut/harness/tally.h"

#include "faultfs/states/state_counter.h"

namespace powercut {

void Reduction::add(const Reduction& other) {
  merged += other.merged;
  unchanged = saturating_sum(unchanged, other.unchanged);
  unread += other.unread;
  continuation = saturating_sum(continuation, other.continuation);
  skip_first(other.skipped_first);
  skip_nested(other.skipped_nested_budget, other.skipped_nested_limit);
  uncut_calls += other.uncut_calls;
  unmade_kills += other.unmade_kills;
  audited += other.audited;
  differed += other.differed;
}

void Reduction::skip_first(std::uint64_t states) {
  skipped_first = saturating_sum(skipped_first, states);
  skipped = saturating_sum(skipped, states);
}

void Reduction::skip_nested(std::uint64_t over_budget, std::uint64_t over_limit) {
  skipped_nested_budget = saturating_sum(skipped_nested_budget, over_budget);
  skipped_nested_limit = saturating_sum(skipped_nested_limit, over_limit);
  skipped = saturating_sum(skipped, saturating_sum(over_budget, over_limit));
}

std::uint64_t Reduction::pruned() const {
  return saturating_sum(saturating_sum(unchanged, continuation), unread);
}

void LifetimeCounts::add(const LifetimeCounts& other) {
  worlds += other.worlds;
  lives += other.lives;
  operations += other.operations;
  power_cuts += other.power_cuts;
  damages += other.damages;
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
