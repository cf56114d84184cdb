#include "engine/cask/compaction/merged_writer.h"

#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "engine/sides.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<void> MergedWriter::add(const PlacedChange& change, Bytes record) {
  const std::size_t commit_bytes = commit_.empty() ? commit_header_bytes : commit_.size();
  const bool is_full =
      is_open_ && outputs_.back()->end() + commit_bytes + record.size() > options_.segment_bytes;
  note_side(Edge::merged_segment, is_full);
  if (is_full) {
    TRY(write_commit());
    TRY(finish_segment());
  }
  if (!is_open_) {
    TRY_ASSIGN(std::shared_ptr<Segment> segment, segments_.create_merged_segment());
    outputs_.push_back(std::move(segment));
    is_open_ = true;
  }
  if (commit_.empty()) begin_commit(commit_);
  PlacedChange placed = change;
  placed.place.segment = outputs_.back()->number();
  placed.place.offset = static_cast<std::uint32_t>(outputs_.back()->end() + commit_.size());
  hint_.add(placed);
  Segment& segment = *outputs_.back();
  segment.record_bytes += placed.place.bytes;
  if (placed.kind == RecordKind::remove) segment.remove_bytes += placed.place.bytes;
  commit_ += as_text(record);
  const bool is_enough = commit_.size() >= options_.merged_commit_bytes;
  note_side(Edge::merged_commit, is_enough);
  if (is_enough) TRY(write_commit());
  return {};
}

Result<void> MergedWriter::write_commit() {
  if (commit_.empty()) return {};
  TRY(health_.check_writable());
  Segment& segment = *outputs_.back();
  finish_commit(commit_, 0, segment.place_at(segment.end()), 0);
  TRY(write_full(segment.file(), segment.end(), as_bytes(commit_)));
  segment.set_end(segment.end() + commit_.size());
  commit_.clear();
  return {};
}

// Nobody misses a hint that cannot be written, but one that cannot be synced is a failed sync.
Result<void> MergedWriter::finish_segment() {
  if (!is_open_) return {};
  is_open_ = false;
  Segment& segment = *outputs_.back();
  if (!mutated(Mutant::merged_segment_unsynced)) {
    TRY(health_.sync(segment.file(), 0, segment.end()));
  }
  segment.seal();
  return write_hint(segments_.files(), health_, segment, hint_);
}

Result<void> MergedWriter::finish() {
  TRY(write_commit());
  return finish_segment();
}

}  // namespace powercut
