// CommitQueue: one write and one sync for all callers that wait.
//
//   submit: queue up -> become the leader, or wait -> write one commit for all that are queued
//           -> sync, if the strictest of them asks for it -> change the index -> wake them
//
// The idea. Callers encode their changes themselves and queue. The first of them who finds the log
// free leads: it takes all that are queued as one group, and works for all of them. The others wait
// until they are done, or until it is their turn to lead. So there is no thread for the log, and
// nobody waits for one to wake up.
//
// Example, with callers A to D under `always`:
//
//   A submits    leads with {A}: writes, syncs
//   B, C submit  queue up, since A leads
//   A's sync     is done: A is in the index, B is woken and leads with {B, C}: one write, one sync
//   D submits    queues up; B's group ends, and D leads
//
// Where several threads came lately, a leader lets them come again before it writes: one sync for
// sixteen costs what one for eight does.
//
// The invariants:
//
//   - At most one thread leads, and only a leader writes to the log or changes the index. So what
//     plan() has found out about the index still holds in apply().
//   - Requests are taken in the order in which they queued up, and a group stands in the log in
//     that order.
//   - The index changes after the write, and if anybody in the group asks for a sync, after that.
//     So under `always` a change is visible only when it is durable (D5), and who reads it may
//     build on it.
//
// Why this is right: a commit is one write with one checksum, so recovery finds all of a group or
// nothing of it; what was acknowledged is a prefix of the log. A sync that fails poisons the log,
// and nobody of the group is told ok. A write that fails, as on a full disk, has changed nothing:
// each of the group is tried alone, so that it costs only those who do not fit (D12).
//
// Only a leader that must sync itself holds its place through a sync: background syncs do not block
// commits. Work that needs the log to itself (exclusively) takes turns with commits.
//
// Threads: submit(), sync(), exclusively() and is_ready_for() from any; background work runs on the
// executor's.
#pragma once

#include <array>
#include <atomic>
#include <vector>

#include "engine/background_task.h"
#include "engine/cask/index/cask_index.h"
#include "engine/cask/writing/cask_log.h"
#include "engine/cask/writing/cask_stats.h"
#include "engine/cask/writing/write_request.h"
#include "powercut/io/environment.h"

namespace powercut {

// From the first change that is not durable to the sync. D2 gives a second from acknowledgement to
// disk; the rest of it is for the sync itself.
inline constexpr Duration cask_everysec_delay = std::chrono::milliseconds(900);

// From a segment that is full and not durable to its sync: other work that is due at once comes
// first.
inline constexpr Duration cask_full_segment_delay = std::chrono::milliseconds(1);

class CommitQueue {
 public:
  // mark_delay: of cask_options.h.
  CommitQueue(Environment& environment, CaskLog& log, CaskIndex& index, Health& health,
              CaskCounters& counters, Duration mark_delay = Duration{0});
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  // Waits until the request is done, and returns its result.
  Result<void> submit(WriteRequest& request);

  // All that was acknowledged before is durable afterwards.
  Result<void> sync();

  // The same for somebody who goes on with the log: it is not marked as durable.
  Result<void> sync_log();

  // Does the work with the log to itself, between two commits. Where both are wanted, commits and
  // such work take turns: neither waits for more than a few of the other.
  template <typename Work>
  auto exclusively(Work&& work) {
    const Leadership leadership(*this);
    return work(log_);
  }

  // Whether records of so many bytes would go to the last segment, as a new one takes several
  // syncs, and nobody has the log just now. Others may be faster than the caller, who has asked in
  // vain then.
  bool is_ready_for(std::uint64_t bytes) const;

  // How many requests wait for a commit that has not taken them yet.
  std::size_t waiting() const;

  // Ends background work.
  void stop();

 private:
  using Group = std::vector<WriteRequest*>;

  // The leader's place, held.
  class Leadership {
   public:
    explicit Leadership(CommitQueue& queue);
    ~Leadership();
    Leadership(const Leadership&) = delete;
    Leadership& operator=(const Leadership&) = delete;

   private:
    CommitQueue& queue_;
  };

  bool may_lead() const { return !has_leader_ && (commit_is_next_ || exclusives_waiting_ == 0); }

  // Returns without the lock; whether the request is done.
  bool lead(const WriteRequest& request, MutexLock& lock);
  void let_others_come(MutexLock& lock);
  Group take_group();
  void finish(const Group& group);

  // As the leader.
  void commit(const Group& group);
  Result<void> write(const Group& group, bool must_sync);
  Result<void> write_and_apply(const Group& group, bool must_sync);
  void plan(const Group& group);
  Result<void> plan(const WriteRequest& request);
  void mark();
  void apply(const CaskLog::Written& written);
  std::uint64_t nanoseconds_since(Duration begin) const;

  void sync_in_background();

  Environment environment_;
  CaskLog& log_;
  CaskIndex& index_;
  Health& health_;
  CaskCounters& counters_;

  mutable Mutex mutex_;
  ConditionVariable leader_gone_;
  ConditionVariable done_;
  Group waiting_;
  bool has_leader_ = false;
  std::size_t exclusives_waiting_ = 0;  // for the leader's place
  bool commit_is_next_ = false;         // if they and requests wait
  std::size_t usual_group_ = 1;         // how many came lately

  // The leader's.
  struct Planned {
    const PreparedChange* change;
    std::optional<RecordPlace> before;  // where the key is now
    std::uint64_t offset;               // of the new record, when it is written
  };
  std::string buffer_;
  std::string read_buffer_;
  std::vector<Planned> plan_;  // in the order of the commit

  Duration mark_delay_;
  BackgroundTask timer_;  // an idle store has none
  BackgroundTask soon_;   // a segment is full: its sync should not come with that of the next one
  BackgroundTask marks_;
};

}  // namespace powercut
