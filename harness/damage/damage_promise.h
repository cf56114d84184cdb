// The part of its history that a store has to know although bytes on the disk have changed.
//
// Damage at the end of the written bytes may look as a torn end does: then the changes that it hit
// may be missing, and those written behind them, but only as far as nothing on the disk tells that
// they were durable. A store can tell so only by its later writes. So, with the bytes that the
// damage has spared
//
//   write 1   write 2   sync ok   write 3   [write 4]     [...]: hit by the damage
//                                 ^
//                                 the last write that is on the disk as it was made: when it began,
//                                 the steps up to write 2 were promised, and they must be there
//
// the promise is that of a power cut just before the last write that is still on the disk. A call
// that failed in this life, or a process that died among calls, may have destroyed what told it,
// and files that the store began elsewhere may have come to nothing: then only writes of the
// damaged file count. If this life has none, the promise is that of the beginning of the last life
// that made a change. Nothing else is known of the calls of earlier lives.
//
// A store that marks its end (StoreUnderTest::marks_its_end) owes more at rest, whatever it wrote
// inside its last call. A single byte that changes must not look like a torn end if this life has
// made a change, nothing has failed, and all that was acknowledged survived a power cut when the
// process that wrote it ended. The byte cannot hit both the last change and the mark. A sector can,
// so for sectors no more is demanded than of other stores.
#pragma once

#include "harness/damage/drawn_damage.h"
#include "harness/judge/recording.h"
#include "powercut/harness/promise.h"

namespace powercut {

// A history whose steps are also those of the last life that made a change (History::settled), as
// a process leaves it that has ended between two operations. Steps that failed are in doubt again,
// whatever a reader has seen: the damage may have hit what took it away.
History history_with_settled(const History& history);

// The promise of that history. disk: as it was before the damage; now: when the process ended.
Promise promise_despite(const DrawnDamage& damage, const Disk& disk, const Recording& recording,
                        const StoreUnderTest& store, Duration now);

}  // namespace powercut
