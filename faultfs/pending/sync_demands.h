// sync_demands: demands the pending effects that a successful sync makes durable.
//
// A sync demands these effects:
//
//   of a file's data     all bytes and sizes of the file
//   of a file            these; and, by the model's sync_scope, the names on every path to it, or
//                        all names and sizes
//   of a directory       its own entries; and more, by sync_scope, as above
//
// With a demanded effect all that it needs is demanded (PendingList::demand). If the removals of
// all names of a file are demanded, so is the truncate that empties it. A demanded effect is in
// every state from now on; CachedDisk applies it to the durable disk as soon as it can.
//
// Example. Under ext4 a file's bytes need its growth, and a rename needs the bytes of the file that
// it moves:
//
//   pending   0 growth of new   1 bytes of new (needs 0)   2 rename new to map (needs 1)
//   sync_data new               demands 1, and through it 0; the rename may still be lost
//   sync_dir /                  demands 2, and through it 1 and 0
//
// Why this is right: a sync promises no more than its own effects, but no state may have an effect
// without the effects that the model's order puts before it.
#pragma once

#include "powercut/faultfs/pending_list.h"

namespace powercut {

// Demands the effects of a successful sync. cache: the disk as processes see it after the call.
void demand_synced(const PersistenceModel& model, const Call& sync, const Disk& cache,
                   PendingList& pending);

// Demands the truncates of files whose names have all gone for good.
void demand_emptied(PendingList& pending);

}  // namespace powercut
