// DrawnCrash: a crash that a plan asks for, drawn by a lot: at which call it comes, and which of
// the legal states it leaves.
//
// The calls are those of the operation before the crash. Lot 0 is the plain one: the last call has
// returned, and all is lost that the model may take. Any other lot draws a call (the last one more
// often than others), bytes within a write where the model knows such states, and one of the states
// that a sample of that point has. The same lot, calls and model give the same crash.
#pragma once

#include <string>
#include <vector>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

struct DrawnCrash {
  CrashPoint point;  // in the calls of the trace
  Disk disk;         // after a power cut what is left; after a kill the cache

  // For a person: "the power fails 7 bytes into `write data.log at 64, 19 bytes`", and then each
  // change that nothing had made durable, with what became of it. Empty unless asked for.
  std::vector<std::string> story = {};

  // Calls that had returned.
  std::uint32_t calls() const { return point.call + (point.returned() ? 1 : 0); }
};

// base: the disk at the trace's mount. calls: of the operation before; none: after all calls.
DrawnCrash draw_power_cut(const PersistenceModel& model, const Disk& base, const Trace& trace,
                          CallRange calls, std::uint64_t lot, bool tells);
struct KillOptions {
  bool whole_sectors = false;  // bytes that were there before change by whole sectors
  bool tells = false;
};
DrawnCrash draw_kill(const Disk& base, const Trace& trace, CallRange calls, std::uint64_t lot,
                     KillOptions options);

}  // namespace powercut
