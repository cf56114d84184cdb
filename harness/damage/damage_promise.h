// promise_despite(): says which steps a store must still show after bytes on the disk have changed.
//
// Damage near the end of the written bytes may look like a torn end. Then the steps that it hit may
// be missing, and the steps written after them, unless something on the disk tells that they were
// durable. Only later writes of the store can tell that. So, with the bytes that the damage has
// spared,
//
//   write 1   write 2   sync ok   write 3   [write 4]     [...]: hit by the damage
//                                 ^
//                                 the last write that is on the disk as it was made: when it began,
//                                 the steps up to write 2 were promised, and they must be there
//
// the promise is that of a power cut just before the last write that is still on the disk. A call
// that failed in this life, or a process that was killed in an operation, may have destroyed the
// bytes that told it, and files that the store began elsewhere may have come to nothing. After
// that, only writes to the damaged file count. If this life has none, the promise is that of the
// beginning of the last life that made a change, since no other calls of earlier lives are known.
//
// A store that marks its end (StoreUnderTest::marks_its_end) owes more at rest, whatever it wrote
// inside its last call. One changed byte must not look like a torn end if this life has made a
// change, nothing has failed, and a power cut at the end of the process that made the last change
// would have lost no acknowledged step. The byte cannot hit both the last change and the mark. A
// sector can, so damage of several bytes demands no more than of other stores.
#pragma once

#include "harness/damage/drawn_damage.h"
#include "harness/judge/recording.h"
#include "powercut/harness/promise.h"

namespace powercut {

// The history with the steps of the last life that made a change (History::settled) before its own.
// The process must have ended between two operations. Failed steps are in doubt again, whatever a
// reader has seen, since the damage may have hit the bytes that settled them.
History history_with_settled(const History& history);

// The promise for that history. disk: as it was before the damage. now: the time at which the
// process ended.
Promise promise_despite(const DrawnDamage& damage, const Disk& disk, const Recording& recording,
                        const StoreUnderTest& store, Duration now);

}  // namespace powercut
