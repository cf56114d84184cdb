// SyncExcuse: which steps a failed sync keeps from being durable in time (D2).
//
// The store has said that a file, or the names of a directory, may not be durable. So it promises
// by time no more of the steps that stand there, and, since the state is a prefix, of those after
// them:
//
//   a file's sync       steps that have changed the file since its last sync that was ok
//   a directory's sync  steps that have changed files whose names were made or moved there since
//                       the last sync of it that was ok, at any depth; and those that a name which
//                       was moved over had not synced yet
//
// A step has changed the files to which the store has written while it was asked for the step.
// Steps that stand in other files are due in time as if nothing had failed.
#pragma once

#include "powercut/faultfs/trace.h"
#include "powercut/harness/history.h"

namespace powercut {

// The first step that is excused; as many as there are steps: none is.
std::uint32_t first_excused_step(const History& history, const Trace& trace,
                                 const SyncFailure& failure);

}  // namespace powercut
