// probe_edges(): finds the edges of a store, which are the sizes at which it behaves differently,
// by running it.
//
// The tester of a store may declare its edges (store_edges.h). If nobody did, two series of sets
// find them. The first has a few hundred sets of growing sizes, with overwrites, removes,
// compactions and reopens among them. It shows at which sizes files end or are overwritten, by how
// much they are extended ahead of the data, and in which units and windows the store writes and
// reads them (file_habits.h). The second makes a single set on a copy of one small store, each time
// with a value of another length. It shows at which lengths the store makes other calls.
//
// The probe judges nothing. A store that fails or throws ends the series that it is in. All that
// the probe does ends when its limit of calls or bytes is reached, so a store that goes on for ever
// does no harm. Deterministic; it takes a small part of a second. Threads: any.
#pragma once

#include <string>

#include "powercut/harness/store_under_test.h"

namespace powercut {

struct FoundEdges {
  StoreEdges edges;  // those found, and the defaults where nothing was found

  // One line for a person: "edges found: files end at 1024; writes in units of 512".
  std::string text;
};

FoundEdges probe_edges(const StoreUnderTest& store);

}  // namespace powercut
