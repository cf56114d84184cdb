// DrawnFaults: which calls of a world fail, drawn among those that it made without faults.
//
// So each fault strikes, late ones as well as early ones, and a write that takes a part of its
// bytes may take any part. Once the first fault has struck, the world goes another way, and later
// faults meet whatever call comes as the n-th of its kind.
#pragma once

#include <span>
#include <vector>

#include "faultfs/fault_rule.h"
#include "faultfs/injector.h"
#include "harness/chooser.h"

namespace powercut {

// One to three rules, of the kinds that `powercut errors` tries. In a part of the worlds the disk
// is full now and then, and nothing else is wrong: more is asked of a store there. None if the
// world made no call.
std::vector<FaultRule> draw_faults(std::span<const SeenCall> calls, Chooser& chooser);

}  // namespace powercut
