// show_idle_faults(): tells a person which faults of a run strike nothing.
//
// The reader of a finding takes its faults for its cause. A fault that never struck has no part in
// it.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/recording.h"

namespace powercut {

// One line for each such fault. last_operation: for a finding with a crash, the last operation that
// had begun (operation_at()). A fault that strikes only in a later operation is then told too.
std::string show_idle_faults(const Recording& recording,
                             std::optional<std::uint32_t> last_operation = std::nullopt);

}  // namespace powercut
