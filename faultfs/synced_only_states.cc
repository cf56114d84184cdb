#include "faultfs/synced_only_states.h"

namespace powercut {

SyncedOnlyStates::SyncedOnlyStates(const Trace& trace, const Disk& base, CallRange range)
    : CrashStates(base), trace_(trace), range_(range) {
  while (call_ < range_.begin) finish_call();
}

bool SyncedOnlyStates::next() {
  if (call_ >= range_.end) return false;
  point_ = {.call = call_};
  finish_call();
  return true;
}

void SyncedOnlyStates::finish_call() {
  const Call& call = trace_.calls()[call_++];
  switch (call.effect) {
    case Effect::none:
      return;
    case Effect::write:
      unsynced_.write(call.inode, {call.offset, trace_.data(call)});
      return;
    case Effect::truncate:
      unsynced_.truncate(call.inode, call.offset);
      return;
    case Effect::sync_file:
      unsynced_.sync(call.inode, disk_);
      return;
    case Effect::failed_sync_file:
      unsynced_.fail_sync(call.inode, disk_);
      return;
    case Effect::sync_directory:
      sync_directory(call.inode);
      return;
    // The inode exists, nameless and empty, until syncs say otherwise.
    case Effect::create_file:
      disk_.ensure_inode(call.inode, InodeKind::file);
      break;
    case Effect::create_directory:
      disk_.ensure_inode(call.inode, InodeKind::directory);
      break;
    case Effect::change_entries:
      break;
  }
  for (const EntryChange& change : trace_.changes(call)) pending_entries_.push_back(&change);
}

void SyncedOnlyStates::sync_directory(InodeId directory) {
  std::erase_if(pending_entries_, [&](const EntryChange* change) {
    if (change->directory != directory) return false;
    disk_.set_entry(change->directory, change->name, change->inode);
    return true;
  });
}

}  // namespace powercut
