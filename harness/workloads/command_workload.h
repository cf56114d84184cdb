// The workload whose changes have the shapes of Redis's commands (command_choice.h).
#pragma once

#include "powercut/harness/workload.h"

namespace powercut {

// Renames, copies, appends, increments, sets and removes of several keys, and mixed batches, with
// compactions, a reopen and kills between them. To a store without commands they are changes as
// any.
Plan commands(std::uint64_t seed);

}  // namespace powercut
