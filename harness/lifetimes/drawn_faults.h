// DrawnFaults: which calls of a world fail, drawn among those that it made without faults.
//
// Half of the faults go for one stretch of work, drawn by its kind, and for a call of that: so the
// calls that only an open, a close or a stage of background work makes fail as often as those of
// reads, which are many more. A tenth goes for closes and opens alone, and a tenth for what comes
// just before a new file: there a store goes over from one state of its files to another.
//
// So each fault strikes, late ones as well as early ones, and a write that takes a part of its
// bytes may take any part. Once the first fault has struck, the world goes another way, and later
// faults meet whatever call comes as the n-th of its kind.
#pragma once

#include <span>
#include <vector>

#include "harness/judge/recording.h"
#include "powercut/faultfs/fault_rule.h"
#include "powercut/faultfs/injector.h"
#include "powercut/harness/chooser.h"

namespace powercut {

// One to three rules, of the kinds that `powercut errors` tries. In a part of the worlds the disk
// is full now and then, and nothing else is wrong: more is asked of a store there. None if the
// world made no call.
// stretches: of the calls; without any, each fault is drawn among all calls.
std::vector<FaultRule> draw_faults(std::span<const SeenCall> calls,
                                   std::span<const WorkStretch> stretches, Chooser& chooser);

// Each call of the first close that made any, in each way in which it can fail. None if no close
// did.
std::vector<FaultRule> faults_of_first_close(std::span<const SeenCall> calls,
                                             std::span<const WorkStretch> stretches);

// Behind the operation in which the fault strikes comes a crash: what the failure has left half
// done, and later work would repair, shows there. Mostly time passes first until all is due that
// was promised by then, and the power fails: work that was not done in time shows. Else the power
// fails behind a reopen, or a crash comes at once, or one operation later.
// begun: how many of the calls had been made when each operation of the world began.
void draw_ending_behind(const FaultRule& fault, std::span<const SeenCall> calls,
                        std::span<const std::size_t> begun, Plan& world, Chooser& chooser);

}  // namespace powercut
