// DrawnFaults: draws which calls of a world fail, among the calls that it made without faults.
//
// For half of the faults it draws a kind of work, a stretch of that work, and a call in it. So the
// calls that only an open, a close or a stage of background work makes fail as often as the calls
// of reads, which are many more. A tenth of the faults strike closes and opens alone. A tenth
// strike a call just before a new file, where a store goes from one state of its files to another.
//
// So the first fault always strikes, late in the world as often as early. A write that takes only a
// part of its bytes may take any part. Once a fault has struck, the world goes another way, and a
// later fault strikes the nth call of its kind, whichever that is then.
#pragma once

#include <span>
#include <vector>

#include "harness/judge/recording.h"
#include "powercut/faultfs/fault_rule.h"
#include "powercut/faultfs/injector.h"
#include "powercut/harness/chooser.h"

namespace powercut {

// Draws one to three rules, of the kinds that `powercut errors` tries; none if the world made no
// call. In some worlds the rules only make the disk full, or writes short, since a store must cope
// with that better. stretches: those of the calls; if there are none, each fault is drawn among all
// calls.
std::vector<FaultRule> draw_faults(std::span<const SeenCall> calls,
                                   std::span<const WorkStretch> stretches, Chooser& chooser);

// A rule for each call of the first close that made calls, and for each way in which that call can
// fail. None if no close made a call.
std::vector<FaultRule> faults_of_first_close(std::span<const SeenCall> calls,
                                             std::span<const WorkStretch> stretches);

// Adds a crash to the world, after the operation in which the fault strikes. It shows work that the
// failure has left half done, and that later work would repair. In most cases more than a second
// passes first and then the power fails, which shows work that was not done in time. In the others
// the power fails after a reopen, or a crash comes at once or one operation later. begun: how many
// of the calls the world had made when each operation began.
void draw_ending_behind(const FaultRule& fault, std::span<const SeenCall> calls,
                        std::span<const std::size_t> begun, Plan& world, Chooser& chooser);

}  // namespace powercut
