// Promise: how much of a history a state must hold, at one crash point.
//
//   steps   0 ........ must ........ finished [invoked
//           |  must be  |  may be, as  | under way:
//           |   there   |   a prefix   | may be there
//
// `must` follows from the sync policy and the kind of crash:
//   process kill, any policy   all that finished                                        (D4)
//   power loss, always         all that finished                                        (D1)
//   power loss, everysec       what finished more than a second ago, or before a sync    (D2)
//   power loss, never          what finished before a sync that returned ok              (D3)
//
// A failed sync excuses the steps that it was to make durable (sync_excuse.h), until the store is
// opened again: by time no more of them is demanded than when the sync failed.
//
// A crash point stands for the time from its call's return (or its byte) until the next call
// begins, and the promise is the strictest of that time: its end.
#pragma once

#include "powercut/engine/sync_policy.h"
#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/trace.h"
#include "powercut/harness/history.h"

namespace powercut {

struct Promise {
  std::uint32_t calls = 0;     // calls that had returned
  std::uint32_t must = 0;      // steps
  std::uint32_t finished = 0;  // steps
  std::uint32_t invoked = 0;   // finished, or one more
  std::uint32_t seen = 0;      // failed steps that a reader has settled since

  // Two points at which this is so demand the same of a state, however many calls lie between.
  bool demands_the_same(const Promise& other) const {
    return must == other.must && finished == other.finished && invoked == other.invoked &&
           seen == other.seen;
  }

  friend bool operator==(const Promise&, const Promise&) = default;
};

// Walks the promises along a trace; the points must not go backwards.
class Promises {
 public:
  // All must outlive this.
  Promises(const History& history, const Trace& trace, SyncPolicy policy, bool power_loss);

  const Promise& at(const CrashPoint& point);

 private:
  std::uint32_t must_at(const CrashPoint& point);
  Duration latest_time(const CrashPoint& point) const;
  Duration latest_time_for(std::uint32_t step, Duration time) const;

  const History& history_;
  const Trace& trace_;
  SyncPolicy policy_;
  bool power_loss_;
  Promise promise_;
  std::uint32_t synced_ = 0;                 // steps that explicit syncs cover
  std::uint32_t old_enough_ = 0;             // steps that the time limit covers
  std::size_t sync_events_ = 0;              // of history_.syncs, those that have passed
  std::vector<std::uint32_t> excused_from_;  // by failed sync: the first step that it excuses
  std::vector<std::uint32_t> seen_calls_;    // of the steps that a reader settled, ascending
};

}  // namespace powercut
