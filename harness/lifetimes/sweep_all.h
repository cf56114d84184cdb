// sweep_all(), errors_all(): do all the tests of the commands `sweep` and `errors`, the ones that
// find most first.
//
//                sweep_all                         errors_all
//   lifetimes    worlds of many lives, drawn       each again, with calls that   (lifetimes/live.h)
//                at random                         fail
//   bounded      all short plans, as many as                                     (sweep_family.h)
//                were asked for
//   workloads    plans made by hand, each of       each of their calls fails,    (sweep.h)
//                their states                      and each state from there
//
// The pieces of all three are numbered in one sequence, so that shards, resumed parts and merged
// reports work like those of one sweep. Cells are in the order of stores, then workloads with the
// two groups after them, then models.
#pragma once

#include "powercut/harness/sweep.h"

namespace powercut {

SweepResult sweep_all(const SweepOptions& options, Progress& progress);
SweepResult errors_all(const SweepOptions& options, Progress& progress);

}  // namespace powercut
