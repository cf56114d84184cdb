// next_life(): makes the history of the next life of a store, after a power cut and a recovery.
//
// The recovery has shown, for each step, one of these:
//   there     the store holds the step's changes now.
//   absent    the step is gone: no later crash may bring it back. Damage at rest may bring back a
//             step that was not acknowledged, so such a step is kept, marked as seen absent.
//   unknown   the step failed and a later one hides it: it may be there or not.
// Under `always` a reader's answer binds (D5). So the state that was found becomes `initial`, and
// no step is left. Under the other policies a later power cut may still take steps that no sync
// covers. So the steps that are there stay steps, but for the oldest of them that the promise
// demanded: these become part of `initial`.
//
// A step that becomes part of `initial` is also kept in `settled`.
//
// A step that stays has finished before the first call of the new trace. It keeps the time at which
// it finished, so that it falls due for D2 in the new life.
#pragma once

#include <span>

#include "powercut/harness/oracle.h"

namespace powercut {

// before: the history, cut at the crash. found: the state that the recovery showed; the promise
// must allow it. presences: the result of Oracle::explain for that state. binds: no later crash may
// take back what was found. now: the finish time of a step that was under way.
History next_life(History before, const Promise& promise, std::span<const FoundValue> found,
                  std::span<const Oracle::Presence> presences, bool binds, Duration now);

}  // namespace powercut
