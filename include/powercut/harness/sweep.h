// sweep and inject_errors: many runs, each explored under many models, and what came of it.
//
// The work is cut into pieces, the same whatever the number of jobs or shards, and their outcomes
// are joined in the order of the pieces. So parts of it can be done elsewhere or later: a result
// knows which pieces are in it, and join() puts two together.
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

// Every count-th piece, beginning with the index-th of them, counted from 1.
struct Shard {
  std::uint64_t index = 1;
  std::uint64_t count = 1;
};

struct Corpus;  // lifetimes/corpus.h

// Which pieces of the work are done; by number, from 0.
using PiecesDone = std::vector<bool>;

// The share of lifetimes' worlds that are lived through again with calls that fail, in percent.
inline constexpr std::uint64_t usual_worlds_with_faults = 40;

struct SweepOptions {
  std::vector<const StoreUnderTest*> stores = {};
  std::vector<const Workload*> workloads = {};
  std::vector<const PersistenceModel*> models = {};
  std::uint64_t seed = 1;
  unsigned jobs = 1;
  ExplorationOptions exploration = {};
  std::uint64_t worlds = 0;  // of lifetimes, for each store and model
  std::uint64_t worlds_with_faults = usual_worlds_with_faults;  // of 100 of them
  std::uint64_t plans = 0;       // of the bounded ones, for each store
  bool ends_when_found = false;  // no part is begun after one that has found something
  Shard shard = {};
  PiecesDone done = {};                      // by an earlier sweep: not to be done again
  const std::atomic<bool>* stops = nullptr;  // once set, what is under way is broken off
  WorkClock* clock = nullptr;                // counts the CPU time of the work
  Corpus* corpus = nullptr;                  // `live` begins with it, and adds to it
};

// One store, workload and model. The model "run" is the run itself, without a crash: reads, reopens
// and kills; its states are runs.
struct Cell {
  std::string store;
  std::string workload;
  std::string model;
  Outcomes outcomes;
};

// The workload of the cells that hold lifetimes (lifetimes/lifetimes.h).
inline constexpr std::string_view lifetimes_workload = "lifetimes";

// That of the cells that hold bounded plans (plan/bounded_plans.h).
inline constexpr std::string_view bounded_workload = "bounded";

inline bool is_workload_group(std::string_view name) {
  return name == lifetimes_workload || name == bounded_workload;
}

// How often faults of a kind were planned, and in how many of these runs one really struck.
struct FaultCount {
  std::uint64_t planned = 0;
  std::uint64_t struck = 0;
};

// A piece that was under way when the work was stopped. It is not done, and nothing of it is in the
// cells; its findings are valid all the same.
struct BrokenPiece {
  std::size_t piece;
  std::vector<Finding> findings;
};

struct SweepResult {
  std::string command;  // "sweep" or "errors"
  std::uint64_t seed = 1;
  ExplorationOptions exploration = {};
  std::uint64_t worlds = 0;                       // of lifetimes, for each store and model
  std::uint64_t plans = 0;                        // of the bounded ones, for each store
  std::vector<Cell> cells = {};                   // by store, then workload, then model
  std::map<std::string, FaultCount> faults = {};  // by call; only of "errors"
  PiecesDone done = {};                           // of all pieces; empty: not cut into any
  std::vector<BrokenPiece> broken_off = {};       // not in a report
  bool is_narrowed = false;                       // not all of the usual workloads were asked for
  Clauses without = Clauses::none();              // to which no store was held (`--without`)

  bool is_complete() const;
};

// All findings: first of the cells, then of pieces that were broken off.
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

// For each call of each run and each way in which it can fail, once and for ever: runs again with
// that fault, and visits every state from where the run differs.
SweepResult inject_errors(const SweepOptions& options, Progress& progress);

// Puts the other result, of other pieces of the same work, into this one. nullopt, or why it cannot
// be: another seed, other options or clauses, a piece that is in both.
std::optional<std::string> join(SweepResult& result, SweepResult other);

}  // namespace powercut
