#include "harness/explore/sweep_all.h"

#include <algorithm>

#include "harness/explore/sweep_family.h"
#include "harness/lifetimes/live.h"

namespace powercut {

namespace {

using Sweeper = SweepResult (*)(const SweepOptions&, Progress&);

// The part of the whole whose first piece has this number.
SweepOptions part_from(const SweepOptions& whole, std::size_t first_piece) {
  SweepOptions part = whole;
  std::uint64_t count = whole.shard.count;
  part.shard.index = (whole.shard.index - 1 + count - first_piece % count) % count + 1;
  part.done.assign(
      whole.done.begin() + static_cast<std::ptrdiff_t>(std::min(first_piece, whole.done.size())),
      whole.done.end());
  return part;
}

void append(SweepResult& whole, SweepResult part) {
  for (Cell& cell : part.cells) {
    for (Finding& finding : cell.outcomes.findings) finding.piece += whole.done.size();
    whole.cells.push_back(std::move(cell));
  }
  whole.done.insert(whole.done.end(), part.done.begin(), part.done.end());
}

bool has_failures(const SweepResult& result) {
  return std::ranges::any_of(result.cells,
                             [](const Cell& cell) { return cell.outcomes.tally.failed > 0; });
}

}  // namespace

SweepResult sweep_all(const SweepOptions& options, Progress& progress) {
  SweepResult whole{.command = "sweep", .seed = options.seed, .exploration = options.exploration};
  std::vector<Sweeper> sweepers;
  if (options.worlds > 0) sweepers.push_back(live);
  if (options.plans > 0) sweepers.push_back(sweep_family);
  if (!options.workloads.empty()) sweepers.push_back(sweep);
  const std::atomic<bool> stopped = true;
  for (Sweeper sweeper : sweepers) {
    SweepOptions part = part_from(options, whole.done.size());
    if (options.ends_when_found && has_failures(whole)) part.stops = &stopped;
    append(whole, sweeper(part, progress));
  }
  std::vector<std::string> order;
  for (const Workload* workload : options.workloads) order.push_back(workload->name);
  order.emplace_back(bounded_workload);
  order.emplace_back(lifetimes_workload);
  std::ranges::stable_sort(whole.cells, {}, [&](const Cell& cell) {
    auto store = std::ranges::find(options.stores, cell.store,
                                   [](const StoreUnderTest* known) { return known->name; });
    auto workload = std::ranges::find(order, cell.workload);
    return std::pair(store - options.stores.begin(), workload - order.begin());
  });
  return whole;
}

}  // namespace powercut
