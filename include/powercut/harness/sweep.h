// sweep and inject_errors: explore many runs under many models, and count the outcomes.
//
// The work is cut into pieces, which do not depend on the number of jobs or shards. Outcomes are
// joined in the order of the pieces. So parts of the work can be done elsewhere or later: a result
// knows its pieces, and join() puts two results together.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/exploration_options.h"
#include "powercut/harness/progress.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/tally.h"
#include "powercut/harness/work_clock.h"
#include "powercut/harness/workload.h"

namespace powercut {

// A part of the pieces: every count-th one, beginning with the index-th, counted from 1.
struct Shard {
  std::uint64_t index = 1;
  std::uint64_t count = 1;
};

struct Corpus;  // lifetimes/corpus.h

// Whether each piece of the work is done; by its number, from 0.
using PiecesDone = std::vector<bool>;

// The share of worlds, in percent, that are run again with calls that fail.
inline constexpr std::uint64_t usual_worlds_with_faults = 40;

struct SweepOptions {
  std::vector<const StoreUnderTest*> stores = {};
  std::vector<const Workload*> workloads = {};
  std::vector<const PersistenceModel*> models = {};
  std::uint64_t seed = 1;
  unsigned jobs = 1;
  ExplorationOptions exploration = {};
  std::uint64_t worlds = 0;  // of lifetimes, for each store and model
  std::uint64_t worlds_with_faults = usual_worlds_with_faults;  // in percent
  std::uint64_t plans = 0;                                      // bounded plans, for each store
  bool ends_when_found = false;  // no part begins after one that has a finding
  Shard shard = {};
  PiecesDone done = {};                      // pieces of an earlier sweep: not done again
  const std::atomic<bool>* stops = nullptr;  // once set, work under way is broken off
  // The same for the worlds alone, where other work follows them. nullptr: `stops` counts.
  const std::atomic<bool>* stops_worlds = nullptr;
  WorkClock* clock = nullptr;  // counts the CPU time of the work
  Corpus* corpus = nullptr;    // `live` begins with it, and adds to it
};

// The outcomes of one store, workload and model. The model "run" is the run itself, without a
// crash: reads, reopens and kills; its states are runs.
struct Cell {
  std::string store;
  std::string workload;
  std::string model;
  Outcomes outcomes;
};

// The workload of the cells that hold lifetimes (lifetimes/lifetimes.h).
inline constexpr std::string_view lifetimes_workload = "lifetimes";

// The workload of the cells that hold bounded plans (plan/bounded_plans.h).
inline constexpr std::string_view bounded_workload = "bounded";

inline bool is_workload_group(std::string_view name) {
  return name == lifetimes_workload || name == bounded_workload;
}

// The number of runs in which a fault of a kind was planned, and of those in which it struck.
struct FaultCount {
  std::uint64_t planned = 0;
  std::uint64_t struck = 0;
};

// A piece that was under way when the work was stopped. It does not count as done, and the cells
// hold nothing of it. Its findings are valid all the same.
struct BrokenPiece {
  std::size_t piece;
  std::vector<Finding> findings;
};

struct SweepResult {
  std::string command;  // "sweep" or "errors"
  std::uint64_t seed = 1;
  ExplorationOptions exploration = {};
  std::uint64_t worlds = 0;                       // of lifetimes, for each store and model
  std::uint64_t plans = 0;                        // bounded plans, for each store
  std::vector<Cell> cells = {};                   // by store, then workload, then model
  std::map<std::string, FaultCount> faults = {};  // by call; only of "errors"
  PiecesDone done = {};                           // for all pieces; empty: there are none
  std::vector<BrokenPiece> broken_off = {};       // not in a report
  bool is_narrowed = false;                       // the work was only a part of the usual workloads
  Clauses without = Clauses::none();              // to which no store was held (`--without`)

  bool is_complete() const;
};

// Calls work(finding) for all findings: first those of the cells, then those of pieces that were
// broken off.
template <typename Result, typename Work>
void for_each_finding(Result& result, const Work& work) {
  for (auto& cell : result.cells) {
    for (auto& finding : cell.outcomes.findings) work(finding);
  }
  for (auto& broken : result.broken_off) {
    for (auto& finding : broken.findings) work(finding);
  }
}

// Runs each workload on each store once, without faults, and visits every legal state.
SweepResult sweep(const SweepOptions& options, Progress& progress);

// Makes each call of each run fail, in each way in which it can fail, once and for ever. It runs
// the plan again with that fault, and visits every state from the point where the run differs.
SweepResult inject_errors(const SweepOptions& options, Progress& progress);

// Adds the other result, of other pieces of the same work, to this one. Returns nullopt, or the
// reason why it cannot: another seed, other options or clauses, a piece that is in both.
std::optional<std::string> join(SweepResult& result, SweepResult other);

}  // namespace powercut
