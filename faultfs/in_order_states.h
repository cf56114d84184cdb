// The walk of the models in-order and process-kill: prefixes of the trace, cut at every byte.
#pragma once

#include <optional>

#include "faultfs/persistence_model.h"
#include "faultfs/unsynced_changes.h"

namespace powercut {

class InOrderStates : public CrashStates {
 public:
  // loses_failed_syncs: what a failed sync covered is not on the disk from then on (power loss).
  InOrderStates(const Trace& trace, const Disk& base, CallRange range, bool loses_failed_syncs);

  bool next() override;

 private:
  // Followed only in a trace with a failed sync: what each file falls back to.
  struct Durable {
    Disk disk;
    UnsyncedChanges unsynced;
  };

  void finish_call();
  void begin_write(const Call& call);
  void follow_durable(const Call& call);

  const Trace& trace_;
  CallRange range_;
  std::uint32_t call_ = 0;  // the call that the next state belongs to
  std::uint64_t byte_ = 0;  // how much of it, if it is a write, is on the disk
  std::optional<Durable> durable_;
};

}  // namespace powercut
