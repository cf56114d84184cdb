// explore_lifetimes(): lets stores live on through many crashes, which are drawn at random and
// steered by the shapes that they show (run_shape.h).
//
// The sweep visits every state of a plan, but a plan has few crashes. Here a store lives through
// many in a row. It does operations, lets time pass and takes background steps. Then the process is
// killed or the power fails, anywhere, also inside an open, a compaction or a close, and the store
// goes on with what is left. Many worlds are run again with some of their calls failing. Each run
// is judged as it goes: every open, every answer, and the prefix rule over all lives (recording.h,
// next_life.h).
//
//   worlds of a piece -> record() under one model -> what was wrong, and which shapes it showed
//        ^                                              |
//        '---- mutated, half of the time, from <--- kept, if it showed a shape that was new
//
// A finding's id has its world as a plan: `store/=set(a=1),power(17)/model/1/run` replays it. A
// finding is shrunk before it is reported.
//
// Work is cut into pieces of some worlds. A piece starts from nothing, or from the worlds of a
// corpus (corpus.h), so results do not depend on jobs or shards. Deterministic. Nothing here is
// exhaustive, and no count says so.
#pragma once

#include <atomic>
#include <span>
#include <string>
#include <vector>

#include "harness/explore/explore_runs.h"
#include "harness/lifetimes/world_plan.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// A world that has shown something new, as the text of its plan.
struct ShownWorld {
  std::string world;
  std::vector<std::uint64_t> shapes;  // the shapes that its piece had not seen before
};

struct LifetimeOptions {
  std::uint64_t seed = 1;
  std::uint64_t piece = 0;   // number of the piece among those of its store and model
  std::uint64_t worlds = 0;  // how many worlds the piece has
  std::uint64_t worlds_with_faults = usual_worlds_with_faults;  // of 100
  WorldOptions world = {};
  bool shrinks = true;
  std::span<const std::string> corpus = {};  // worlds to begin with, besides those above
  std::vector<ShownWorld>* shown = nullptr;  // gets the worlds without a violation and new shapes
};

// Lives through the worlds of one piece. Once `stops` is set, it leaves out the rest and returns
// soon.
Outcomes explore_lifetimes(const StoreUnderTest& store, const PersistenceModel& model,
                           const LifetimeOptions& options, const std::atomic<bool>& stops);

}  // namespace powercut
