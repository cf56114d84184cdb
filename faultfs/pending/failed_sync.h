// failed_sync: makes the cache forget pending effects when a sync fails, and remembers them when
// their page is written again.
//
// The idea. A failed sync marks the pages of the file clean. The cache still shows their bytes, and
// no later sync writes them: they are forgotten. Each may have reached the disk before the sync
// failed, or not. (Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020.)
// Models with at_once or when_synced take the bytes for lost, and the size for durable. Under
// any_time
//
//   size     stays pending, as do the names; or it is forgotten, too (failed_sync_forgets_size).
//            Bytes beyond the old end are there only if the size is.
//   bytes    stay in doubt until their page is written again, which brings back all that the cache
//            holds, or until a durable truncate cuts them off. So does a forgotten size.
//
// This holds for a cache that still shows the new bytes. If the failed sync brings the old bytes
// back to the cache (Call::brings_back), readers see the bytes of the disk: no new byte has reached
// it, and none will. A page that is written again then brings only its new bytes. Sizes are as
// above.
//
// Example. Two pages of a file are overwritten under any_time, each as one effect, and the sync
// fails:
//
//   before                          0 bytes of page 0   1 bytes of page 1
//   the sync fails                  both are forgotten, and in doubt: four states
//   a sync returns ok               still four: it writes neither
//   10 bytes are written in page 1  1 is pending again, beside the 10 bytes
//   a sync returns ok               page 1 is durable as the cache has it; two states are left,
//                                   with 0 and without
//
// The invariant: no effect needs a forgotten one, no sync demands it, and it needs nothing but the
// growth in which it lies. An effect that a sync has demanded (`must`) is never forgotten.
//
// Why this is right: an order that held by way of a forgotten effect must hold without it, so each
// effect that needed it gets the needs of the forgotten one (hand_needs_on). A cache is dirty by
// pages, so the effects are split into pages before they are forgotten.
#pragma once

#include <span>

#include "powercut/faultfs/pending_list.h"

namespace powercut {

// Forgets the effects that the failed sync of the file was to write, and numbers the list anew.
// Under writebacks other than any_time it demands the size.
void forget_unsynced(const PersistenceModel& model, InodeId file, bool brings_back,
                     PendingList& pending);

// Remembers the forgotten effects in the pages of a write: the write makes these pages dirty, so
// they go to the disk with all that the cache holds. Returns whether any effect was forgotten.
bool remember_pages_of(const Call& write, PendingList& pending);

// The bytes of the pages that the write touches, as [begin, end).
struct PageRange {
  std::uint64_t begin;
  std::uint64_t end;
};
PageRange pages_of(const Call& write);

// The length of the file without the forgotten effects. All ones: no size of it is forgotten.
std::uint64_t sure_size(const std::vector<PendingEffect>& pending, const Disk& durable,
                        InodeId file);

// Cuts off the bytes that were forgotten beyond the new end of a durable truncate, also its own
// zeros. before: the older effects that stay pending.
void cut_off_forgotten(std::span<PendingEffect> before, PendingEffect& truncate);

}  // namespace powercut
