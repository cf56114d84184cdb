// faults_of(): lists the faults that an exploration tries on one call.
#pragma once

#include <cstdint>
#include <vector>

#include "powercut/faultfs/fault_rule.h"

namespace powercut {

// The faults for the nth call of a kind. bytes: how many it reads or writes.
std::vector<FaultRule> faults_of(CallKind kind, std::uint64_t nth, std::uint64_t bytes);

}  // namespace powercut
