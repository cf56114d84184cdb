// first_excused_step(): finds the steps that need not be durable in time (D2) after a failed sync.
//
// With the failed sync the store has said that a file, or the names of a directory, may not be
// durable. That excuses these steps and, since a state is a prefix, all later ones:
//
//   a file's sync        steps that changed the file after its last sync that returned ok
//   a directory's sync   steps that changed a file whose name was made in the directory, or moved
//                        to it, after the directory's last sync that returned ok. Files in a
//                        directory that was so made or moved count too, at any depth. And steps
//                        that changed a file which lost its name there, after its own last sync
//
// A step changes the files that the store writes or truncates between the step's call and its
// answer. Steps that changed other files only are due in time as if nothing had failed.
#pragma once

#include "powercut/faultfs/trace.h"
#include "powercut/harness/history.h"

namespace powercut {

// The number of the first excused step, or the number of steps if none is excused.
std::uint32_t first_excused_step(const History& history, const Trace& trace,
                                 const SyncFailure& failure);

}  // namespace powercut
