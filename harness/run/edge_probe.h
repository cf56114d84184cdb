// probe_edges: the sizes at which a store changes its ways, found by a run that looks for them.
//
// A tester of a store may declare its edges (store_edges.h). Where nobody did, a few hundred
// sets of growing sizes, with overwrites, removes, compactions and reopens among them, show at
// which sizes its files end, are used again, are made longer ahead, and in which units and windows
// they are written and read (file_habits.h). And a set on the same small store, again and again
// with a value of another length, shows at which lengths it makes other calls.
//
// Nothing is judged here. A store that fails or throws is not probed any further, and one that goes
// on for ever ends when the calls or bytes of the probe are used up. Deterministic; costs a small
// part of a second. Threads: any.
#pragma once

#include <string>

#include "powercut/harness/store_under_test.h"

namespace powercut {

struct FoundEdges {
  StoreEdges edges;  // those found, and the usual ones where nothing was

  // For a person: "edges found: files end at 1024; writes in units of 512".
  std::string text;
};

FoundEdges probe_edges(const StoreUnderTest& store);

}  // namespace powercut
