// What `sweep --shrink` shows: of each store and model that fails the first finding, made small.
#pragma once

#include <string>

#include "harness/explore/sweep.h"

namespace powercut {

// For a person; empty if nothing failed.
std::string shrunk_findings(const SweepResult& result);

}  // namespace powercut
