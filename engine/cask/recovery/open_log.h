// The log of the segments that no manifest has sealed, and where it ends:
//   R1 at the first place that is no good commit, and not behind the place where the next segment
//      says that it left this one.
//   R2 if some commit or header behind that place was written when it was durable already, or the
//      manifest was, bytes there were changed at rest: damage (D8).
//   R3 else it is torn. All bytes behind it are cut, segments that follow included: the log is a
//      prefix (D3).
//
// For a recovery, and for a caller that only wants to know what one would find. Offsets in bytes.
#pragma once

#include <algorithm>

#include "engine/cask/segments/walk_commits.h"
#include "engine/mutants.h"

namespace powercut {

struct OpenSegmentEnd {
  std::uint64_t offset;  // behind the last commit that is taken
  bool log_goes_on;      // in the next segment
  bool may_be_damaged;   // was_durable() says whether it is
};

// Calls visit(change) for each change that is taken of open[index], whose file is `whole`: R1. The
// segments before it went on.
template <typename Visit>
OpenSegmentEnd walk_open_segment(const SegmentList& open, std::size_t index, Bytes whole,
                                 Visit&& visit) {
  const bool is_last = index + 1 == open.size();
  const std::uint64_t left_at = is_last ? whole.size() : open[index + 1]->header().predecessor_end;
  const std::uint64_t end =
      walk_changes(*open[index], whole, std::min<std::uint64_t>(left_at, whole.size()), visit);
  return {.offset = end,
          .log_goes_on = !is_last && (end == left_at || mutated(Mutant::commits_behind_hole)),
          .may_be_damaged = is_last || end != left_at};
}

// Whether what stood in open[index] from the offset on was durable once: R2. Reads what is behind
// it, one segment at a time.
Result<bool> was_durable(const SegmentList& open, std::size_t index, std::uint64_t offset);

// Whether the one was begun when the log left the other.
bool follows(const Segment& later, const Segment& earlier);

// The segment's bytes, all of them; those behind its end.
Result<Bytes> whole_of(Segment& segment, std::string& buffer);
Result<Bytes> behind_end_of(Segment& segment, std::string& buffer);

// How many of the latter may be of changes that were not taken.
Result<std::uint64_t> cut_bytes_of(Segment& segment);

}  // namespace powercut
