// show_operations(): tells a person which operations had begun by the time of a crash, how the
// store answered them, and which of them must survive.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/recording.h"
#include "powercut/harness/promise.h"

namespace powercut {

// Shows the last few operations. If a verdict blames a key, it also shows the latest operations
// that changed the key, and the setup's last change of it.
std::string show_operations(const Plan& plan, const Recording& recording, const Promise& promise,
                            const std::optional<std::string>& key);

}  // namespace powercut
