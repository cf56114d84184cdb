// sweep_all: everything that a store is put through unasked, most telling first.
//
//   lifetimes   worlds of many lives, drawn at random             (lifetimes/live.h)
//   bounded     all short plans, as many as were asked for        (sweep_family.h)
//   workloads   plans made by hand, each of their states          (sweep.h)
//
// The pieces of the three are numbered one after the other, so that shards, resumed parts and
// merged reports work as those of one sweep. Cells are in the order of stores, then workloads with
// the two groups behind them, then models.
#pragma once

#include "harness/explore/sweep.h"

namespace powercut {

SweepResult sweep_all(const SweepOptions& options, Progress& progress);

}  // namespace powercut
