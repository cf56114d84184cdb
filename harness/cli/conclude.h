// How a sweep ends, or what several were joined to: the table, the findings, the report, the exit
// code.
#pragma once

#include <string>

#include "harness/explore/sweep.h"

namespace powercut {

struct Conclusion {
  std::string json = {};  // where the report goes; "-": standard output; empty: no report
  Shard shard = {};       // what was asked for of the work
  bool is_interrupted = false;
  bool needs_all = false;  // a part of the work is not as expected, whatever its verdicts
  bool shrinks = false;    // also show findings at their smallest, until Ctrl-C
};

// Complains, and returns false, if the report could not be written there.
bool can_write_report(const std::string& json);

// Shows the result, writes the report, and tells the exit code.
int conclude(const SweepResult& result, const Conclusion& conclusion);

// How many pieces of a shard there are, and how many of them are done.
struct ShardCount {
  std::size_t done = 0;
  std::size_t total = 0;
};
ShardCount count_pieces(const PiecesDone& done, const Shard& shard);

}  // namespace powercut
