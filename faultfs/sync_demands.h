// sync_demands: the pending effects that a successful sync makes durable.
//
// A sync demands effects of its own, by what it was for:
//
//   of a file's data     all bytes and sizes of the file
//   of a file            these; and by the model's sync_scope the names on every way to it, or
//                        all names and sizes
//   of a directory       its own entries; and likewise by sync_scope
//
// An effect that is demanded takes along all that it needs (PendingList::demand), and a file is
// emptied for good once all names that it had are gone for good. A demanded effect must be there in
// every state from now on; CachedDisk applies it to the durable disk as soon as it may.
//
// Example. Under ext4 a file's bytes need its growth, and a rename needs the bytes of the file that
// it moves:
//
//   pending   0 growth of new   1 bytes of new (needs 0)   2 rename new to map (needs 1)
//   sync_data new               demands 1, and through it 0; the rename may still be lost
//   sync_dir /                  demands 2, and through it 1 and 0
//
// Why this is right: a sync promises no more than its own effects, but no state may have an effect
// without those that the model's order puts before it.
#pragma once

#include "powercut/faultfs/pending_list.h"

namespace powercut {

// sync: a sync that has succeeded. cache: the disk as processes see it after the call.
void demand_synced(const PersistenceModel& model, const Call& sync, const Disk& cache,
                   PendingList& pending);

// Files that have lost all their names for good.
void demand_emptied(PendingList& pending);

}  // namespace powercut
