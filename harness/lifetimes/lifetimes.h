// Lifetimes: stores that live on through many crashes, drawn at random and steered by what they
// show.
//
// The sweep visits every state of a plan, but a plan has few crashes. Here a store lives through
// many in a row: operations, time, background steps, then the process is killed or the power fails,
// anywhere, also inside an open, a compaction or a close; then it goes on with what is left. Many
// worlds are lived through again, and some of the calls that they made fail then. Each run is
// judged as it goes: every open, every answer, the prefix
// rule over all lives (recording.h, next_life.h).
//
//   worlds of a piece -> record() under one model -> what was wrong, and which shapes it showed
//        ^                                              |
//        '---- mutated, half of the time, from <--- kept, if it showed a shape that was new
//
// A finding's id carries its world as a plan: `store/=set(a=1),power(17)/model/1/run` replays it.
// It is shrunk before it is reported.
//
// Work is cut into pieces of so many worlds; a piece starts from nothing, so results do not depend
// on jobs or shards. Deterministic. Nothing here is exhaustive, and no count says so.
#pragma once

#include <atomic>

#include "harness/explore/explore.h"
#include "harness/explore/sweep.h"
#include "harness/lifetimes/world_plan.h"

namespace powercut {

struct LifetimeOptions {
  std::uint64_t seed = 1;
  std::uint64_t piece = 0;   // number of the piece among those of its store and model
  std::uint64_t worlds = 0;  // in this piece
  std::uint64_t worlds_with_faults = usual_worlds_with_faults;  // of 100
  WorldOptions world = {};
  bool shrinks = true;
};

// The worlds of one piece. Once `stops` is set, what comes is worthless and comes soon.
Outcomes explore_lifetimes(const StoreUnderTest& store, const PersistenceModel& model,
                           const LifetimeOptions& options, const std::atomic<bool>& stops);

}  // namespace powercut
