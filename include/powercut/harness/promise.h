// Promise: says how many steps of a history must be there at one crash point.
//
//   steps   0 ........ must ........ finished [invoked
//           |  must be  |  may be, as  | under way:
//           |   there   |   a prefix   | may be there
//
// `must` follows from the sync policy and the kind of crash:
//   process kill, any policy  all finished steps                                             (D4)
//   power cut, always         all finished steps                                             (D1)
//   power cut, everysec       the steps finished more than a second ago, or before a sync    (D2)
//   power cut, never          the steps finished before a sync that returned ok              (D3)
//
// A failed sync excuses the steps that it was to make durable (sync_excuse.h). Until the store is
// opened again, the passing of time demands no more of them than it did when the sync failed.
//
// A crash point stands for the time from the return of its call (or from its byte) until the next
// call begins. The promise is the strictest one of that time, which is the one at its end.
#pragma once

#include "powercut/engine/sync_policy.h"
#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/trace.h"
#include "powercut/harness/history.h"

namespace powercut {

struct Promise {
  std::uint32_t calls = 0;     // the number of calls that had returned
  std::uint32_t must = 0;      // steps
  std::uint32_t finished = 0;  // steps
  std::uint32_t invoked = 0;   // finished, or one more
  std::uint32_t seen = 0;      // failed steps that a reader has settled so far

  // Whether both demand the same of a state. The number of calls between the two does not matter.
  bool demands_the_same(const Promise& other) const {
    return must == other.must && finished == other.finished && invoked == other.invoked &&
           seen == other.seen;
  }

  friend bool operator==(const Promise&, const Promise&) = default;
};

// Gives the promise at each crash point of a trace. The points must not go backwards.
class Promises {
 public:
  // The history and the trace must outlive this.
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
  std::size_t sync_events_ = 0;              // the number of history_.syncs that have passed
  std::vector<std::uint32_t> excused_from_;  // by failed sync: the first step that it excuses
  std::vector<std::uint32_t> seen_calls_;    // of the steps that a reader settled, ascending
};

}  // namespace powercut
