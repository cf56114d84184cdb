// Finds where the log ends in the open segments, which are those that no manifest has sealed.
//   R1 The log ends at the first place that is no good commit, and not behind the place where the
//      next segment says that the log left this one.
//   R2 If a commit or a header behind that place says that the place was durable when it was
//      written, or the manifest says so, bytes there were changed at rest: damage (D8).
//   R3 If not, the log is torn there. All bytes behind the place are cut, and so are the segments
//      that follow: the log is a prefix (D3).
//
// A recovery uses it, and so does a caller that only wants to know what a recovery would find.
// Offsets are in bytes.
#pragma once

#include <algorithm>

#include "engine/cask/segments/walk_commits.h"
#include "engine/mutants.h"

namespace powercut {

struct OpenSegmentEnd {
  std::uint64_t offset;  // the end of the last commit that is taken
  bool log_goes_on;      // in the next segment
  bool may_be_damaged;   // was_durable() says whether it is
};

// Calls visit(change) for each change of open[index] that R1 takes. `whole` is the content of its
// file. The log must have gone on from all segments before it.
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

// R2: true if the bytes of open[index] at the offset were durable once. It reads what is behind
// them, one segment at a time.
Result<bool> was_durable(const SegmentList& open, std::size_t index, std::uint64_t offset);

// True if `later` was begun when the log left `earlier`.
bool follows(const Segment& later, const Segment& earlier);

// All bytes of the segment's file, and those behind the segment's end.
Result<Bytes> whole_of(Segment& segment, std::string& buffer);
Result<Bytes> behind_end_of(Segment& segment, std::string& buffer);

// How many of the bytes behind the end may belong to changes that were not taken.
Result<std::uint64_t> cut_bytes_of(Segment& segment);

}  // namespace powercut
