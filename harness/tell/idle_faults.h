// idle_faults: the faults of a run that strike nothing, for a person.
//
// A finding is read with its faults in mind. One whose call is never made has no part in it.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/recording.h"

namespace powercut {

// A line for each. last_operation: for a crash, the last operation that had begun (operation_at());
// a fault that strikes only in a later one comes too late.
std::string show_idle_faults(const Recording& recording,
                             std::optional<std::uint32_t> last_operation = std::nullopt);

}  // namespace powercut
