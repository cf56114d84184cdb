// CaskLog: writes commits to the end of the log, and syncs them. The log grows over segments that
// follow each other.
//
//                    write, sync: a file or a directory fails to sync
//   writing  ------------------------------------------------------------>  poisoned (health.h)
//
// A position counts the bytes of commits that this process has written, in whichever segments.
//
// Invariants:
//   W1 durable_position() <= position(). All before the first is durable, all before the second is
//      in the log.
//   W2 Behind the end of the last segment there is no good commit of that place, except an empty
//      one, or one whose write failed and whose changes may be found or not (D7). The commit that
//      overwrites such a one is durable before another follows it. If it were not, a crash could
//      bring the old one back, with the other right behind it.
//   W3 A segment that another follows is never written to again, since the other says where it
//      ends.
//
// Threads: one at a time, which the comments call the writer. Any thread may call const methods,
// sync() and mark_durable(). Syncs wait for each other, as the system tells only one of two callers
// that the disk has failed. A writer that wants no sync does not wait for one. The destructor
// writes nothing, and syncs nothing.
#pragma once

#include <atomic>

#include "engine/cask/writing/segment_set.h"
#include "powercut/io/mutex.h"

namespace powercut {

class CaskLog {
 public:
  CaskLog(SegmentSet& segments, const CaskOptions& options, Health& health)
      : segments_(segments), options_(options), health_(health) {}

  // Makes a commit of the buffer, which begin_commit() began, writes it, and says where its body
  // is. After an error it is not in the log, but the next open may find it. will_sync: a sync
  // follows at once. is_timely: earlier writes must become durable in time; so a write that begins
  // a segment first syncs the log if a segment before the last is not durable. leaves_full: a
  // segment before the last is not durable, and a sync should follow soon.
  struct Written {
    std::uint32_t segment;
    std::uint64_t body_offset;
    bool leaves_full;
  };
  Result<Written> write(std::string& commit, bool will_sync, bool is_timely);

  // Makes everything durable that was written before the call. refused: a sync has failed before.
  Result<void> sync();

  // If all is durable, writes a mark behind the end that says so, for a recovery that finds damage
  // there. The next commit overwrites the mark. It costs a write and no sync. A failure is not
  // reported.
  void mark_durable();

  // Syncs the log and ends the last segment: no commit goes to it any more, so a compaction may
  // take it.
  Result<void> finish_segment();

  std::uint64_t position() const { return position_.load(std::memory_order_acquire); }
  std::uint64_t durable_position() const {
    return durable_position_.load(std::memory_order_acquire);
  }

  // The number of syncs of segments, with those that failed.
  std::uint64_t syncs() const { return syncs_.load(std::memory_order_relaxed); }

  // True after a sync of a segment has failed. No later sync of the log means anything.
  bool sync_has_failed() const { return sync_failed_.load(std::memory_order_acquire); }

  // True if a commit of this length goes to the last segment. If not, its write begins a segment,
  // and syncs.
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

  // Held through a sync. A thread that holds end_mutex_ must not take this one.
  Mutex syncing_;

  // Held while the bytes behind the end change, or the place where the log ends.
  mutable Mutex end_mutex_;
  // Only the writer changes these, with end_mutex_. It may read them without.
  std::shared_ptr<Segment> last_;  // nullptr: the next write makes one
  bool is_full_ = false;           // nothing goes to last_ any more
  bool has_rest_ = false;          // a commit whose write failed may be behind its end
  std::uint64_t room_end_ = 0;     // room was made in last_ up to here
  std::atomic<std::uint64_t> position_ = 0;
  // With end_mutex_. Each durable segment is sealed, the oldest first.
  std::uint64_t synced_end_ = 0;  // last_ is durable up to here
  bool is_marked_ = false;
  SegmentList unsynced_;  // before last_, oldest first
  // Changed by a sync.
  std::atomic<std::uint64_t> durable_position_ = 0;
  std::atomic<std::uint64_t> syncs_ = 0;
  std::atomic<bool> sync_failed_ = false;
  std::string mark_;
};

}  // namespace powercut
