// do_pieces(): does the pieces of a sweep on several threads, and adds up their outcomes in order.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "harness/explore/never_stops.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// A call that was to fail, and whether it did. Only the command "errors" has them.
struct PlannedFault {
  std::string call;
  bool struck = false;
};

struct PieceOutcomes {
  std::vector<std::pair<std::size_t, Outcomes>> by_cell;  // by index into the result's cells
  std::vector<PlannedFault> faults = {};
};

// Does the pieces of this shard that were not done before, and adds their outcomes to the result.
// pieces: how many all shards have. If the sweep is stopped while a piece is under way, the piece
// counts as broken off and not as done. `work` may then leave out what it has not judged yet, but
// each finding that it returns must be right. Several threads call `work` at once.
void do_pieces(std::size_t pieces, const SweepOptions& options,
               const std::function<PieceOutcomes(std::size_t)>& work, SweepResult& result);

}  // namespace powercut
