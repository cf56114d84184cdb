// Pieces: the work of a sweep, piece by piece on several threads, and its outcomes in order.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "harness/explore/never_stops.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// For "errors": a call that was to fail, and whether it did.
struct PlannedFault {
  std::string call;
  bool struck = false;
};

struct PieceOutcomes {
  std::vector<std::pair<std::size_t, Outcomes>> by_cell;  // cells of the result
  std::vector<PlannedFault> faults = {};
};

// Does those of the pieces that are this shard's, and not done before, and adds their outcomes to
// the result. A piece that is under way when the sweep is stopped is broken off, and not marked as
// done; `work` may then leave out what it has not judged yet, but no finding may be wrong.
void do_pieces(std::size_t pieces, const SweepOptions& options,
               const std::function<PieceOutcomes(std::size_t)>& work, SweepResult& result);

}  // namespace powercut
