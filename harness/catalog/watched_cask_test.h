// WatchedRun: a plan on a CaskStore of the catalog, and how the store was at each call: so that a
// test can say what a workload did there, and not only that nothing went wrong.
#pragma once

#include <vector>

#include "engine/cask/writing/cask_stats.h"
#include "harness/judge/recording.h"

namespace powercut {

// How far a compaction was. A compaction that began and ended between two moments is not seen.
enum class CompactionStage : std::uint8_t {
  none,
  copying,  // something was copied, and no manifest names it
  moving,   // a manifest names the new segments, and the old ones are still there
};

// A call of the store, or its end.
struct Moment {
  OperationKind call;  // kill: it was never closed; reopen: it is
  CompactionStage stage;
  CaskStats stats;  // before the call
};

struct WatchedRun {
  Recording recording;
  std::vector<Moment> moments;

  std::size_t count(OperationKind call, CompactionStage stage) const;
};

WatchedRun watch(const StoreUnderTest& store, const Plan& plan);

}  // namespace powercut
