// walk: visits every state of a range of crash points, one after another, without a budget.
#pragma once

#include "powercut/faultfs/crash_states.h"

namespace powercut {

// Calls visitor(states, choice, disk) for each state. states.point(choice) is its crash point.
template <typename Visitor>
void walk(const PersistenceModel& model, const Trace& trace, const Disk& base, CallRange range,
          const Visitor& visitor) {
  CrashStates states(model, base);
  auto visit = [&](const Choice& choice, Disk& disk) { visitor(states, choice, disk); };
  for (std::uint32_t call = 0; call < range.end; ++call) {
    states.begin(trace, call);
    if (call >= range.begin && states.is_partly_done()) {
      states.visit(CrashStates::Which::all, visit);
    }
    states.finish();
    if (call >= range.begin) states.visit(CrashStates::Which::all, visit);
  }
}

}  // namespace powercut
