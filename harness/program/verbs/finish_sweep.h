// finish_sweep(): ends a sweep, or several that were joined. It shows the overview and what is
// amiss, writes the files, and decides the exit code.
#pragma once

#include "harness/program/output_files.h"
#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

struct SweepEnd {
  Shard shard = {};  // the part of the work that was asked for
  bool is_interrupted = false;
  bool needs_all = false;  // incomplete work is not as expected, whatever its verdicts
  bool shows_matrix = true;
  bool shrinks = false;  // also show findings at their smallest, until Ctrl-C
};

// Shows the result, writes the files, and returns the exit code. With a baseline the result counts
// as not as expected only if something is new.
int finish_sweep(SweepResult& result, const Registry& registry, const OutputFiles& files,
                 const SweepEnd& end);

// How many pieces of a shard there are, and how many of them are done.
struct ShardCount {
  std::size_t done = 0;
  std::size_t total = 0;
};
ShardCount count_pieces(const PiecesDone& done, const Shard& shard);

}  // namespace powercut
