// GraphSetup: the store and the model of an ImageGraph, and how far it follows crashes.
// GraphCounts: the counts of its visits.
#pragma once

#include "harness/explore/graph/recoveries.h"
#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/exploration_options.h"
#include "powercut/harness/reduction.h"

namespace powercut {

struct GraphSetup {
  const StoreUnderTest& store;
  const KeyTable& keys;
  const PersistenceModel& model;
  const ExplorationOptions& options;
  bool believes_readers;   // no crash may take back what a recovery from a power cut showed
  bool believes_restarts;  // no crash may take back what a restart after a process kill showed
  Recoveries& recoveries;  // graphs of other models on the same thread may share it
  // A run has some nested images for free (NestedLimits). A graph of `calls` of the calls_of_run
  // calls of the run has its share of them.
  std::uint64_t calls = 1;
  std::uint64_t calls_of_run = 1;

  // How many levels of crashes are followed from this level on.
  std::uint32_t levels_left(std::uint32_t level) const {
    return options.depth > level ? options.depth - level : 0;
  }
};

// The counts of all visits so far. `legal` counts only nested states and process kills: the caller
// counts the other states of the run itself.
struct GraphCounts {
  std::uint64_t legal = 0;
  std::uint64_t visited = 0;
  Reduction reduction = {};
};

}  // namespace powercut
