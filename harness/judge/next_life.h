// next_life: the history that a store goes on with after a power cut and a recovery.
//
// The recovery has settled which steps are there:
//   there     they are part of what the store holds now
//   absent    they are gone for good; no later crash may bring them back. Damage at rest may bring
//             back those that nobody was told are there, so they are kept as such
//   unknown   a failed step that a later one hides: still there or not
// Under `always` a reader's answer binds (D5), so the state that was found is the new beginning,
// and no step is left. Under the other policies a later power cut may still take steps that no sync
// covers: the steps that are there stay steps, and those that had to be there are made part of the
// beginning.
//
// Steps that are made part of the beginning are also kept as steps (`settled`).
//
// A step that is left has finished before the first call of the new trace. Its time stays, so that
// it falls due for D2 in the new life.
#pragma once

#include <span>

#include "powercut/harness/oracle.h"

namespace powercut {

// before: cut at the crash; found: what the recovery showed, which the promise allows; presences:
// of Oracle::explain.
History next_life(History before, const Promise& promise, std::span<const FoundValue> found,
                  std::span<const Oracle::Presence> presences, bool binds, Duration now);

}  // namespace powercut
