// commands(): makes plans whose changes have the shapes of Redis's commands (command_choice.h).
#pragma once

#include "powercut/harness/workload.h"

namespace powercut {

// The plan has renames, copies, appends, increments, sets and removes of several keys, and mixed
// batches, with compactions, a reopen and kills between them. For a store without commands these
// are changes like any others.
Plan commands(std::uint64_t seed);

}  // namespace powercut
