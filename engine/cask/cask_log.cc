#include "engine/cask/cask_log.h"

#include <algorithm>

#include "engine/io/transfer.h"
#include "engine/mutants.h"

namespace powercut {

Result<CaskLog::Written> CaskLog::write(std::string& commit, bool will_sync,
                                        bool syncs_before_roll) {
  TRY(health_.check_writable());
  TRY(make_room_for(commit.size(), syncs_before_roll));
  const std::uint64_t offset = last_->end();
  const bool lies = mutated(Mutant::unsynced_called_durable);
  finish_commit(commit, 0, last_->place_at(offset), lies ? position() : durable_position());
  make_room_ahead(offset + commit.size());
  if (mutated(Mutant::end_moved_before_write)) last_->set_end(offset + commit.size());
  is_marked_ = false;
  // Each page of a mapped file is protected anew by each sync: a call is no slower then.
  const bool copies = options_.maps_files && !will_sync;
  TRY(copies ? last_->file().fill(offset, as_bytes(commit))
             : write_full(last_->file(), offset, as_bytes(commit)));
  last_->set_end(offset + commit.size());
  position_.store(last_->position_of(last_->end()), std::memory_order_release);
  return Written{last_->number(), offset + commit_header_bytes};
}

// Only a commit that stands alone in its segment makes that longer than it should be.
Result<void> CaskLog::make_room_for(std::uint64_t bytes, bool syncs_before_roll) {
  const bool fits =
      last_ && !is_full_ &&
      (last_->end() == segment_header_bytes || last_->end() + bytes <= options_.segment_bytes);
  if (fits) return {};
  // W3: also if the next one cannot be made now.
  is_full_ = !mutated(Mutant::written_after_failed_roll);
  if (syncs_before_roll) TRY(sync());
  SegmentHeader header{.base_position = position(), .synced_position = durable_position()};
  if (last_) {
    header.predecessor = last_->number();
    header.predecessor_end = last_->end();
    if (durable_position() == position()) last_->seal();
  }
  TRY_ASSIGN(std::shared_ptr<Segment> next, segments_.add_log_segment(header));
  if (last_ && !last_->is_sealed()) unsynced_.push_back(last_);
  last_ = std::move(next);
  is_full_ = false;
  room_end_ = 0;
  synced_end_ = last_->end();
  return {};
}

// Without it the sync has a new size to write, and that is all: so an error is none of ours.
void CaskLog::make_room_ahead(std::uint64_t end) {
  if (options_.room_bytes == 0 || end <= room_end_) return;
  const std::uint64_t wanted = std::min<std::uint64_t>(
      end + options_.room_bytes, std::max<std::uint64_t>(end, options_.segment_bytes));
  if (last_->file().allocate(wanted).ok()) room_end_ = wanted;
}

Result<void> CaskLog::sync() {
  if (durable_position() == position()) return {};
  // In their order: what is durable is a prefix (D3).
  while (!unsynced_.empty()) {
    if (!mutated(Mutant::rolled_segments_not_synced)) {
      TRY(sync_segment(*unsynced_.front(), segment_header_bytes));
    }
    unsynced_.front()->seal();
    unsynced_.erase(unsynced_.begin());
  }
  TRY(sync_segment(*last_, synced_end_));
  synced_end_ = last_->end();
  durable_position_.store(position(), std::memory_order_release);
  return {};
}

Result<void> CaskLog::sync_segment(Segment& segment, std::uint64_t from) {
  syncs_.fetch_add(1, std::memory_order_relaxed);
  const Result<void> synced = health_.sync(segment.file(), from, segment.end());
  if (!synced.ok()) sync_failed_ = true;
  return synced;
}

void CaskLog::mark_durable() {
  if (!last_ || is_full_ || is_marked_ || health_.is_poisoned()) return;
  if (synced_end_ != last_->end() || synced_end_ == segment_header_bytes) return;
  mark_.clear();
  begin_commit(mark_);
  finish_commit(mark_, 0, last_->place_at(last_->end()), durable_position());
  is_marked_ = write_full(last_->file(), last_->end(), as_bytes(mark_)).ok();
}

Result<void> CaskLog::finish_segment() {
  TRY(health_.check_writable());
  TRY(sync());
  if (!last_) return {};
  last_->seal();
  last_.reset();
  is_full_ = false;
  return {};
}

}  // namespace powercut
