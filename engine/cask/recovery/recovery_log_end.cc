// Recovery's handling of the end of the log.
#include "engine/cask/recovery/open_log.h"
#include "engine/cask/recovery/recovery.h"
#include "engine/io/macros.h"
#include "engine/mutants.h"

namespace powercut {

Result<void> Recovery::read_open(const SegmentList& open) {
  TRY(check_chain(open));
  // Bytes that the last process left may be in the cache alone: read and believed, they could still
  // vanish under all that will be built on them.
  for (const std::shared_ptr<Segment>& segment : open) {
    TRY_ASSIGN(const std::uint64_t size, segment->file().size());
    if (mutated(Mutant::open_segments_not_synced)) continue;
    TRY(health_.sync(segment->file(), 0, size));
  }
  for (std::size_t index = 0; index < open.size(); ++index) {
    Segment& segment = *open[index];
    held_.emplace_back();
    TRY_ASSIGN(const Bytes whole, whole_of(segment, held_.back().buffer));
    // Before any of it is taken: a look at a record asks how far the segment goes.
    segment.set_end(whole.size());
    const OpenSegmentEnd end = walk_open_segment(
        open, index, whole, [&](const PlacedChange& change) { loader_.add(change); });
    report_->bytes_read += end.offset;
    take(open[index], end.offset);
    if (end.may_be_damaged) {
      TRY_ASSIGN(const bool is_damage, was_durable(open, index, end.offset));
      if (is_damage) return damaged(segment, end.offset, "a record that was durable is damaged");
    }
    TRY(finish_open(segment));
    if (!options_.maps_files) TRY(flush());
    if (end.log_goes_on) continue;
    while (++index < open.size()) TRY(leave_behind(open[index]));
  }
  return {};
}

// It stays a segment of the store, without a change in it: bytes there that may be worth something
// are kept.
Result<void> Recovery::leave_behind(const std::shared_ptr<Segment>& segment) {
  take(segment, segment_header_bytes);
  return finish_open(*segment);
}

// Nothing is ever added to it, and all that was taken is durable.
Result<void> Recovery::finish_open(Segment& segment) {
  segment.seal();
  TRY_ASSIGN(const std::uint64_t cut_bytes, cut_bytes_of(segment));
  segment.cut_bytes = cut_bytes;
  if (cut_bytes > 0) report_->cuts.push_back({path_of(segment), segment.end(), cut_bytes});
  return {};
}

// All headers were durable before a manifest named their segments.
Result<void> Recovery::check_chain(const SegmentList& open) {
  for (std::size_t index = 1; index < open.size(); ++index) {
    if (!follows(*open[index], *open[index - 1])) {
      return damaged(*open[index], 0, "it does not follow the segment before it");
    }
  }
  return {};
}

}  // namespace powercut
