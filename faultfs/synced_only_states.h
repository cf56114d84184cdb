// The walk of the model synced-only: after each call, what syncs have made durable by then.
#pragma once

#include <vector>

#include "faultfs/persistence_model.h"
#include "faultfs/unsynced_changes.h"

namespace powercut {

class SyncedOnlyStates : public CrashStates {
 public:
  SyncedOnlyStates(const Trace& trace, const Disk& base, CallRange range);

  bool next() override;

 private:
  void finish_call();
  void sync_directory(InodeId directory);

  const Trace& trace_;
  CallRange range_;
  std::uint32_t call_ = 0;
  UnsyncedChanges unsynced_;
  std::vector<const EntryChange*> pending_entries_;  // of all directories, oldest first
};

}  // namespace powercut
