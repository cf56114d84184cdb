// failed_sync: the pending effects that a failed sync forgets, and how they come back.
//
// The idea. A failed sync marks the pages of the file clean. The cache goes on showing their bytes,
// and no later sync writes them: they are forgotten. Each may have come to the disk before the sync
// failed, or not. (Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020.)
// Models at once and when synced take them for lost, and the size for durable. Under any_time
//
//   size     stays pending, as do the names; or is forgotten, too, if the model says so. Bytes that
//            would lie behind the end are there only if the size is.
//   bytes    stay in doubt, and so does a size that is forgotten, until their page is written
//            again, which brings back all that the cache holds, or they are cut off for good.
//
// This holds for a cache that keeps the bytes that it shows. Where the failed sync brings the old
// bytes back to the cache (Call::brings_back), readers see what the disk has: nothing of the bytes
// has come to it, and nothing will. A page that is written again brings only the new bytes. Sizes
// are as above.
//
// Example. Two pages of a file are overwritten under any_time, each as one effect, and the sync
// fails:
//
//   before                          0 bytes of page 0   1 bytes of page 1
//   the sync fails                  both are forgotten, and in doubt: four states
//   a sync says ok                  still four: nothing writes them
//   10 bytes are written in page 1  1 is pending again, beside the 10 bytes
//   a sync says ok                  page 1 is durable as the cache has it; two states are left,
//                                   with 0 and without
//
// The invariant: an effect that is forgotten is needed by no other, is demanded by no sync, and
// needs nothing but the growth in which it lies. An effect that is durable already and only waits
// its turn (`must`) is never forgotten.
//
// Why this is right: order that held through a forgotten effect must hold without it, so those
// that needed it take over what it needed (hand_needs_on). Pages are the unit in which a cache is
// dirty, so the effects fall into pages before they are forgotten.
#pragma once

#include <span>

#include "powercut/faultfs/pending_list.h"

namespace powercut {

// Forgets what the failed sync of the file was to write, and numbers the list anew. Under other
// models than any_time the size is demanded.
void forget_unsynced(const PersistenceModel& model, InodeId file, bool brings_back,
                     PendingList& pending);

// A write makes its pages dirty again, and they go to the disk with all that the cache holds.
// Returns whether any of them was forgotten.
bool remember_pages_of(const Call& write, PendingList& pending);

// The bytes of the pages that the write touches, as [begin, end).
struct PageRange {
  std::uint64_t begin;
  std::uint64_t end;
};
PageRange pages_of(const Call& write);

// The length of the file without the forgotten effects; all ones: none of its sizes is forgotten.
std::uint64_t sure_size(const std::vector<PendingEffect>& pending, const Disk& durable,
                        InodeId file);

// A durable truncate takes with it the bytes forgotten behind the new end, its own zeros among
// them. before: the older effects that stay pending.
void cut_off_forgotten(std::span<PendingEffect> before, PendingEffect& truncate);

}  // namespace powercut
