// The ways in which one call may fail.
#pragma once

#include <cstdint>
#include <vector>

#include "powercut/faultfs/fault_rule.h"

namespace powercut {

// The faults that are tried on the n-th call of a kind, which moves so many bytes.
std::vector<FaultRule> faults_of(CallKind kind, std::uint64_t nth, std::uint64_t bytes);

}  // namespace powercut
