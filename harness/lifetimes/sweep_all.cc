#include "harness/lifetimes/sweep_all.h"

#include <algorithm>

#include "harness/lifetimes/live.h"
#include "harness/sweep/sweep_family.h"

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
  for (BrokenPiece& broken : part.broken_off) {
    broken.piece += whole.done.size();
    whole.broken_off.push_back(std::move(broken));
  }
  whole.done.insert(whole.done.end(), part.done.begin(), part.done.end());
  whole.faults.merge(part.faults);
  whole.worlds = std::max(whole.worlds, part.worlds);
  whole.plans = std::max(whole.plans, part.plans);
}

bool has_failures(const SweepResult& result) {
  return std::ranges::any_of(result.cells,
                             [](const Cell& cell) { return cell.outcomes.tally.failed > 0; });
}

// By store, then workload with the groups behind them.
void sort_cells(SweepResult& result, const SweepOptions& options) {
  std::vector<std::string> order;
  for (const Workload* workload : options.workloads) order.push_back(workload->name);
  order.emplace_back(bounded_workload);
  order.emplace_back(lifetimes_workload);
  std::ranges::stable_sort(result.cells, {}, [&](const Cell& cell) {
    auto store = std::ranges::find(options.stores, cell.store,
                                   [](const StoreUnderTest* known) { return known->name; });
    auto workload = std::ranges::find(order, cell.workload);
    return std::pair(store - options.stores.begin(), workload - order.begin());
  });
}

SweepResult one_after_the_other(const std::vector<Sweeper>& sweepers, const char* command,
                                const SweepOptions& options, Progress& progress) {
  SweepResult whole{.command = command, .seed = options.seed, .exploration = options.exploration};
  const std::atomic<bool> stopped = true;
  for (Sweeper sweeper : sweepers) {
    SweepOptions part = part_from(options, whole.done.size());
    const bool is_followed = sweeper != sweepers.back();
    if (sweeper == live && is_followed && options.stops_worlds) part.stops = options.stops_worlds;
    if (options.ends_when_found && has_failures(whole)) part.stops = &stopped;
    append(whole, sweeper(part, progress));
  }
  sort_cells(whole, options);
  return whole;
}

}  // namespace

SweepResult sweep_all(const SweepOptions& options, Progress& progress) {
  std::vector<Sweeper> sweepers;
  if (options.worlds > 0) sweepers.push_back(live);
  if (options.plans > 0) sweepers.push_back(sweep_family);
  if (!options.workloads.empty()) sweepers.push_back(sweep);
  return one_after_the_other(sweepers, "sweep", options, progress);
}

SweepResult errors_all(const SweepOptions& options, Progress& progress) {
  SweepOptions with_faults = options;
  with_faults.worlds_with_faults = 100;
  std::vector<Sweeper> sweepers;
  if (options.worlds > 0) sweepers.push_back(live);
  if (!options.workloads.empty()) sweepers.push_back(inject_errors);
  return one_after_the_other(sweepers, "errors", with_faults, progress);
}

}  // namespace powercut
