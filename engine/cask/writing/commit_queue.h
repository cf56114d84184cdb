// CommitQueue: puts the changes of all callers that wait into one write and one sync.
//
//   submit: queue up -> become the leader, or wait -> write one commit for all that are queued
//           -> sync, if the strictest of them asks for it -> change the index -> wake them
//
// The idea. Each caller encodes its changes itself, and queues up. The first caller that finds the
// log free leads: it takes all requests that are queued as one group, and works for all of them.
// The others wait until they are done, or until it is their turn to lead. So the log needs no
// thread of its own, and no caller waits for one to wake up.
//
// Example, with callers A to D under `always`:
//
//   A submits    leads with {A}: writes, syncs
//   B, C submit  queue up, since A leads
//   A's sync     is done: A is in the index, B is woken and leads with {B, C}: one write, one sync
//   D submits    queues up; B's group ends, and D leads
//
// If the last group was larger than the queue is now, the leader lets the others come again before
// it writes, for 1 ms at most: one sync for sixteen requests costs what one for eight does.
//
// The invariants:
//
//   - At most one thread leads. Only a leader writes to the log or changes the index, so what
//     plan() has found in the index still holds in apply().
//   - Requests are taken in the order in which they queued up, and a group is in the log in that
//     order.
//   - The index changes after the write, and after the sync if anybody in the group asks for one.
//     So under `always` a change is visible only when it is durable (D5), and a reader may build on
//     it.
//
// Why this is right: a commit is one write with one checksum, so a recovery finds all of a group or
// nothing of it. The acknowledged changes are a prefix of the log. After a failed sync the log is
// poisoned, and no request of the group gets ok. A failed write, as on a full disk, has changed
// nothing: the leader then tries each request of the group alone, so that only those fail that do
// not fit (D12).
//
// Only a leader that must sync itself keeps its place through a sync. Background syncs do not block
// commits. Work that needs the log to itself (exclusively) takes turns with commits.
//
// Threads: any may call submit(), sync(), exclusively() and is_ready_for(). Background work runs on
// the executor's thread.
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

// The time from the first change that is not durable to the sync. D2 allows a second from
// acknowledgement to disk; the rest of it is for the sync itself.
inline constexpr Duration cask_everysec_delay = std::chrono::milliseconds(900);

// The time from a full segment that is not durable to its sync. Other work that is due at once
// comes first.
inline constexpr Duration cask_full_segment_delay = std::chrono::milliseconds(1);

class CommitQueue {
 public:
  // mark_delay is that of CaskOptions.
  CommitQueue(Environment& environment, CaskLog& log, CaskIndex& index, Health& health,
              CaskCounters& counters, Duration mark_delay = Duration{0});
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  // Waits until the request is done, and returns its result.
  Result<void> submit(WriteRequest& request);

  // Makes everything durable that was acknowledged before the call.
  Result<void> sync();

  // The same for a caller that goes on with the log: the log is not marked as durable.
  Result<void> sync_log();

  // Calls work(log) with the log to itself, between two commits. If both wait, commits and such
  // work take turns: neither waits for more than a few of the other.
  template <typename Work>
  auto exclusively(Work&& work) {
    const Leadership leadership(*this);
    return work(log_);
  }

  // True if records of so many bytes would go to the last segment, and nobody has the log just now.
  // A new segment would take several syncs. Another caller may be faster, so the answer is no
  // promise.
  bool is_ready_for(std::uint64_t bytes) const;

  // The number of requests that no commit has taken yet.
  std::size_t waiting() const;

  // Ends background work.
  void stop();

 private:
  using Group = std::vector<WriteRequest*>;

  // Holds the leader's place while it lives.
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

  // Returns without the lock. True if the request is done.
  bool lead(const WriteRequest& request, MutexLock& lock);
  void let_others_come(MutexLock& lock);
  Group take_group();
  void finish(const Group& group);

  // The caller leads.
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
  std::size_t exclusives_waiting_ = 0;  // threads that wait for the leader's place
  bool commit_is_next_ = false;         // if such threads and requests wait
  std::size_t usual_group_ = 1;         // requests in the last group and behind it

  // Only the leader uses these.
  struct Planned {
    const PreparedChange* change;
    std::optional<RecordPlace> before;  // the key's place before the change
    std::uint64_t offset;               // of the new record, once it is written
  };
  std::string buffer_;
  std::string read_buffer_;
  std::vector<Planned> plan_;  // in the order of the commit

  Duration mark_delay_;
  BackgroundTask timer_;  // syncs for everysec; an idle store has none waiting
  BackgroundTask soon_;   // a segment is full: its sync should not come with that of the next one
  BackgroundTask marks_;
};

}  // namespace powercut
