// GraphSetup: the store and the model of an ImageGraph, and how far it goes. GraphCounts: what it
// counts as it goes.
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
  bool believes_readers;   // what a recovery from a power cut showed binds
  bool believes_restarts;  // and what a restart after a kill showed
  Recoveries& recoveries;  // may be shared with graphs of other models, on the same thread
  // The free nested crashes are for a whole run: a part of it has its share.
  std::uint64_t calls = 1;
  std::uint64_t calls_of_run = 1;

  // How many levels of crashes are followed from this one on.
  std::uint32_t levels_left(std::uint32_t level) const {
    return options.depth > level ? options.depth - level : 0;
  }
};

// Counts of all visits so far. Nested states are in `legal`; the caller knows the states of the
// sweep itself.
struct GraphCounts {
  std::uint64_t legal = 0;
  std::uint64_t visited = 0;
  Reduction reduction = {};
};

}  // namespace powercut
