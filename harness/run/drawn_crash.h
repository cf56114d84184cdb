// DrawnCrash: a power cut or a process kill that a plan asks for, as a lot decides it. The lot
// decides at which call the crash comes, and which legal state it leaves.
//
// Lot 0 stands for the plainest crash: the last call of the trace has returned, and all is lost
// that the model may take. Any other lot draws one of the calls of the operation before the crash;
// it draws the last of them more often than the others. It may also draw a number of bytes within a
// write, if the model has such states. For a power cut it then draws one state of a sample. The
// same lot, trace and model give the same crash.
#pragma once

#include <string>
#include <vector>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

struct DrawnCrash {
  CrashPoint point;  // counts the calls of the trace
  Disk disk;         // after a power cut: what is left; after a kill: the cache

  // Lines for a person: "the power fails 7 bytes into `write data.log at 64, 19 bytes`", and after
  // a power cut one line for each pending effect with its fate. Empty unless it was asked for.
  std::vector<std::string> story = {};

  // The number of calls that had returned.
  std::uint32_t calls() const { return point.call + (point.returned() ? 1 : 0); }
};

// base: the disk at the trace's mount. calls: those of the operation before the crash; if there are
// none, the crash comes after all calls of the trace. tells: whether to write the story.
DrawnCrash draw_power_cut(const PersistenceModel& model, const Disk& base, const Trace& trace,
                          CallRange calls, std::uint64_t lot, bool tells);
struct KillOptions {
  bool whole_sectors = false;  // a cut write changes older bytes of the file by whole sectors
  bool tells = false;
};
DrawnCrash draw_kill(const Disk& base, const Trace& trace, CallRange calls, std::uint64_t lot,
                     KillOptions options);

}  // namespace powercut
