// show_operations: what had been asked of the store by the time of a crash, and what became of it,
// for a person.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/recording.h"
#include "powercut/harness/promise.h"

namespace powercut {

// The last few, and before them those that changed the key, if a verdict blames one.
std::string show_operations(const Plan& plan, const Recording& recording, const Promise& promise,
                            const std::optional<std::string>& key);

}  // namespace powercut
