// read_part(): reads the report of a part of a sweep, to go on with it or to join it with others.
#pragma once

#include <optional>
#include <string>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// Reports the error and returns nullopt if it cannot.
std::optional<SweepResult> read_part(const std::string& path, const Registry& registry);

}  // namespace powercut
