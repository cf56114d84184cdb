#include "engine/cask/writing/cask_log.h"

#include <algorithm>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "engine/sides.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<CaskLog::Written> CaskLog::write(std::string& commit, bool will_sync, bool is_timely) {
  TRY(health_.check_writable());
  if (!fits(commit.size())) TRY(begin_segment(is_timely));
  const bool covers_rest = has_rest_;
  TRY_ASSIGN(const Written written, write_to_last(commit, will_sync));
  if (covers_rest) TRY(sync());
  return written;
}

Result<CaskLog::Written> CaskLog::write_to_last(std::string& commit, bool will_sync) {
  const MutexLock lock(end_mutex_);
  // Once more: a sync of another thread may have failed meanwhile.
  TRY(health_.check_writable());
  const std::uint64_t offset = last_->end();
  const bool lies = mutated(Mutant::unsynced_called_durable);
  finish_commit(commit, 0, last_->place_at(offset), lies ? position() : durable_position());
  make_room_ahead(offset + commit.size());
  if (mutated(Mutant::end_moved_before_write)) last_->set_end(offset + commit.size());
  is_marked_ = false;
  has_rest_ = true;
  // Each page of a mapped file is protected anew by each sync: a call is no slower then.
  const bool copies = options_.maps_files && !will_sync;
  TRY(copies ? last_->file().fill(offset, as_bytes(commit))
             : write_full(last_->file(), offset, as_bytes(commit)));
  has_rest_ = false;
  last_->set_end(offset + commit.size());
  position_.store(last_->position_of(last_->end()), std::memory_order_release);
  return Written{last_->number(), offset + commit_header_bytes, !unsynced_.empty()};
}

// Only a commit that stands alone in its segment makes that longer than it should be.
bool CaskLog::fits(std::uint64_t bytes) const {
  const MutexLock lock(end_mutex_);
  if (!last_ || is_full_) return false;
  const bool is_room = last_->end() + bytes <= options_.segment_bytes;
  const bool is_alone = last_->end() == segment_header_bytes;
  note_side(Edge::segment, !is_room && !is_alone);
  note_side(Edge::lone_commit, segment_header_bytes + bytes > options_.segment_bytes);
  return is_room || is_alone;
}

Result<void> CaskLog::begin_segment(bool is_timely) {
  {
    // W3: also if the next one cannot be made now.
    const MutexLock lock(end_mutex_);
    is_full_ = !mutated(Mutant::written_after_failed_roll);
  }
  if (is_timely && !unsynced().before_last.empty()) TRY(sync());
  SegmentHeader header{.base_position = position(), .synced_position = durable_position()};
  if (last_) {
    header.predecessor = last_->number();
    header.predecessor_end = last_->end();
    if (durable_position() == position()) last_->seal();
  }
  TRY_ASSIGN(std::shared_ptr<Segment> next, segments_.add_log_segment(header));
  const MutexLock lock(end_mutex_);
  // A sync may have come to its end meanwhile: a durable segment must not stay open before a sealed
  // one.
  if (last_ && durable_position() == position()) last_->seal();
  if (last_ && !last_->is_sealed()) unsynced_.push_back(last_);
  last_ = std::move(next);
  is_full_ = false;
  has_rest_ = false;
  room_end_ = 0;
  synced_end_ = last_->end();
  return {};
}

// Without it the sync has a new size to write, and that is all: so an error is none of ours.
void CaskLog::make_room_ahead(std::uint64_t end) {
  if (options_.room_bytes == 0) return;
  note_side(Edge::room, end > room_end_);
  if (end <= room_end_) return;
  const std::uint64_t wanted = std::min<std::uint64_t>(
      end + options_.room_bytes, std::max<std::uint64_t>(end, options_.segment_bytes));
  if (last_->file().allocate(wanted).ok()) room_end_ = wanted;
}

Result<void> CaskLog::sync() {
  const MutexLock syncing(syncing_);
  if (durable_position() == position()) return {};
  // Another thread's failed sync may have met the bytes that this one is asked for.
  if (sync_has_failed()) return Error{ErrorCode::refused};
  Unsynced wanted = unsynced();
  // In their order: the durable commits are a prefix (D3).
  for (const std::shared_ptr<Segment>& segment : wanted.before_last) {
    if (mutated(Mutant::rolled_segments_not_synced)) continue;
    TRY(sync_segment(*segment, segment_header_bytes));
  }
  TRY(sync_segment(*wanted.last, wanted.last_from));
  if (mutated(Mutant::sync_covers_what_came_meanwhile)) wanted = unsynced();
  note_synced(wanted);
  return {};
}

CaskLog::Unsynced CaskLog::unsynced() const {
  const MutexLock lock(end_mutex_);
  return {unsynced_, last_, synced_end_, last_ ? last_->end() : 0, position()};
}

// The log may have gone on, and even to another segment.
void CaskLog::note_synced(const Unsynced& synced) {
  const MutexLock lock(end_mutex_);
  std::erase_if(unsynced_, [&](const std::shared_ptr<Segment>& segment) {
    if (segment->position_of(segment->end()) > synced.position) return false;
    segment->seal();
    return true;
  });
  if (last_ == synced.last) synced_end_ = synced.last_end;
  synced.last->durable_end = synced.last_end;
  durable_position_.store(synced.position, std::memory_order_release);
}

// After a failure later writes of others are in doubt, too: they are made dirty again as well.
Result<void> CaskLog::sync_segment(Segment& segment, std::uint64_t from) {
  syncs_.fetch_add(1, std::memory_order_relaxed);
  const Result<void> synced = segment.file().sync_data();
  if (synced.ok()) return {};
  sync_failed_.store(!mutated(Mutant::failed_sync_forgotten), std::memory_order_release);
  health_.note_failed_sync();
  const MutexLock lock(end_mutex_);
  // If this fails as well, nothing is left that could be done.
  static_cast<void>(dirty_again(segment.file(), from, segment.end()));
  return synced;
}

void CaskLog::mark_durable() {
  const MutexLock lock(end_mutex_);
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
  const MutexLock lock(end_mutex_);
  if (!last_) return {};
  last_->seal();
  last_.reset();
  is_full_ = false;
  return {};
}

}  // namespace powercut
