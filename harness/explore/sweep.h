// sweep and inject_errors: many runs, each explored under many models, and what came of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "faultfs/persistence_model.h"
#include "harness/explore/progress.h"
#include "harness/explore/tally.h"
#include "harness/store_under_test.h"
#include "harness/workload.h"

namespace powercut {

struct SweepOptions {
  std::vector<const StoreUnderTest*> stores;
  std::vector<const Workload*> workloads;
  std::vector<const PersistenceModel*> models;
  std::uint64_t seed = 1;
  unsigned jobs = 1;
};

// One store, workload and model. The model "run" is the run itself, without a crash: reads, reopens
// and kills; its states are runs.
struct Cell {
  std::string store;
  std::string workload;
  std::string model;
  Outcomes outcomes;
};

// How often faults of a kind were planned, and in how many of these runs one really struck.
struct FaultCount {
  std::uint64_t planned = 0;
  std::uint64_t struck = 0;
};

struct SweepResult {
  std::string command;  // "sweep" or "errors"
  std::uint64_t seed = 1;
  std::vector<Cell> cells = {};                   // by store, then workload, then model
  std::map<std::string, FaultCount> faults = {};  // by call; only of "errors"
};

// Runs each workload on each store once, without faults, and visits every legal state.
SweepResult sweep(const SweepOptions& options, Progress& progress);

// For each call of each run and each way in which it can fail, once and for ever: runs again with
// that fault, and visits every state from where the run differs.
SweepResult inject_errors(const SweepOptions& options, Progress& progress);

// The faults that are tried on the n-th call of a kind, which moves so many bytes.
std::vector<FaultRule> faults_of(CallKind kind, std::uint64_t nth, std::uint64_t bytes);

}  // namespace powercut
