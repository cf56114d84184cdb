// CaskLog: the end of the log, that grows, over segments that follow each other.
//
//                    write, sync: a file or a directory fails to sync
//   writing  ------------------------------------------------------------>  poisoned (health.h)
//
// Positions count the bytes of commits that this process has written, whatever their segment.
//
// Invariants:
//   W1 durable_position() <= position(): all before the first is durable, all before the second is
//      in the log.
//   W2 behind the end of the last segment stands no good commit of that place, but an empty one, or
//      one whose writing failed and whose changes may be there or not (D7). The commit that goes
//      over such a one is durable before another follows it: else a crash could put the old one
//      back there, and the other right behind it.
//   W3 a segment that another follows is never written to again, since that says where it ends.
//
// Threads: one at a time, which the comments call the writer; but const methods, sync() and
// mark_durable() from any. A sync keeps only writers waiting that want a sync, too: the system
// tells only one of two callers that the disk has failed. Destructor: writes, syncs nothing.
#pragma once

#include <atomic>

#include "engine/cask/writing/segment_set.h"
#include "powercut/io/mutex.h"

namespace powercut {

class CaskLog {
 public:
  CaskLog(SegmentSet& segments, const CaskOptions& options, Health& health)
      : segments_(segments), options_(options), health_(health) {}

  // Makes the buffer, which begin_commit() began, a commit, and writes it; says where its body is.
  // After an error it is not in the log, but may be found by the next open. will_sync: a sync
  // follows at once. is_timely: earlier writes shall be durable in time; so a write that begins a
  // segment first syncs those before the last one. leaves_full: there is a segment before the last
  // that is not durable; a sync should follow soon.
  struct Written {
    std::uint32_t segment;
    std::uint64_t body_offset;
    bool leaves_full;
  };
  Result<Written> write(std::string& commit, bool will_sync, bool is_timely);

  // Makes all that was written before the call durable. refused: a sync has failed before.
  Result<void> sync();

  // If all is durable, writes so behind the end, for a recovery that finds it damaged. The next
  // commit goes over it. Costs a write and no sync; if it fails, that is known later, or never.
  void mark_durable();

  // No commit goes to the last segment any more: a compaction may take it.
  Result<void> finish_segment();

  std::uint64_t position() const { return position_.load(std::memory_order_acquire); }
  std::uint64_t durable_position() const {
    return durable_position_.load(std::memory_order_acquire);
  }

  // Syncs that were made, and how often one failed.
  std::uint64_t syncs() const { return syncs_.load(std::memory_order_relaxed); }

  // A sync of a segment has failed: none means anything any more.
  bool sync_has_failed() const { return sync_failed_.load(std::memory_order_acquire); }

  // Whether a commit so long goes to the last segment. If not, its write syncs.
  bool fits(std::uint64_t bytes) const;

 private:
  // The commits that a sync makes durable.
  struct Unsynced {
    SegmentList before_last;  // oldest first
    std::shared_ptr<Segment> last;
    std::uint64_t last_from;
    std::uint64_t last_end;
    std::uint64_t position;
  };

  Result<void> begin_segment(bool is_timely);
  Result<Written> write_to_last(std::string& commit, bool will_sync);
  void make_room_ahead(std::uint64_t end);
  Unsynced unsynced() const;
  Result<void> sync_segment(Segment& segment, std::uint64_t from);
  void note_synced(const Unsynced& synced);

  SegmentSet& segments_;
  const CaskOptions& options_;
  Health& health_;

  // Held through a sync. A thread that holds the other mutex must not take this one.
  Mutex syncing_;

  // Held while bytes behind the end change, or the place where the log ends.
  mutable Mutex end_mutex_;
  // The writer alone changes these, with the mutex, and may look at them without it.
  std::shared_ptr<Segment> last_;  // none: the next write makes one
  bool is_full_ = false;           // nothing goes to the last one any more
  bool has_rest_ = false;          // a commit whose write failed may stand behind its end
  std::uint64_t room_end_ = 0;     // of the last one: so far room was made
  std::atomic<std::uint64_t> position_ = 0;
  // With the mutex; each durable segment is sealed, the oldest first.
  std::uint64_t synced_end_ = 0;  // of the last one: so far it is durable
  bool is_marked_ = false;
  SegmentList unsynced_;  // before the last one, oldest first
  // By a sync.
  std::atomic<std::uint64_t> durable_position_ = 0;
  std::atomic<std::uint64_t> syncs_ = 0;
  std::atomic<bool> sync_failed_ = false;
  std::string mark_;
};

}  // namespace powercut
