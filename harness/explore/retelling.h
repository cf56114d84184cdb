// Retelling: goes the way of a finding again, crash by crash, and tells it.
#pragma once

#include "harness/explore/examiner.h"
#include "harness/explore/explore.h"
#include "harness/explore/replay.h"

namespace powercut {

class Retelling {
 public:
  Retelling(const FindingPlace& place, const StoreUnderTest& store, const Plan& plan,
            const PersistenceModel& model);

  // Without the heading.
  Replay tell();

 private:
  bool go_to_first();
  bool go_to_half_a_write(const CrashPoint& point);
  bool go_to_next(const CrashPoint& point);
  bool leave(const CrashPoint& point);
  void restart();
  void tell_calls(const Trace& trace, const CrashPoint& point);
  void tell_effects(const Choice& choice);

  const CrashPath& path_;
  const StoreUnderTest& store_;
  const Plan& plan_;
  const PersistenceModel& model_;
  Recording recording_;
  bool believes_readers_;
  CrashStates states_;
  Promise promise_;
  Disk image_;  // what the last crash left
  Trace half_;  // of a kill in the middle of a write
  Trace restart_;
  Examination examination_;
  std::vector<FoundValue> found_;  // after the last restart
  std::vector<FoundValue> seen_;   // what a reader saw after a restart, and must see again
  bool probe_is_due_ = false;      // and what was written then
  std::string text_;
};

}  // namespace powercut
