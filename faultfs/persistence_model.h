// PersistenceModel: what a crash may leave of a trace, as a walk over all legal states.
//
//   in-order      Power loss on a disk that does everything in the order of the calls: each prefix
//                 of the trace, the last write cut at every byte. A state after each call, and one
//                 after each byte of each write, before the call returned.
//                 legal = calls + bytes written
//   synced-only   Power loss on a disk that does nothing until it must: at each point exactly what
//                 syncs have made durable. Bytes and size of a file by its sync; names by the sync
//                 of their directory, and by nothing else. A created, renamed or removed name whose
//                 directory was not synced is as it was before; of a rename across directories,
//                 each half waits for its own. Between two calls nothing changes.
//                 legal = calls
//   process-kill  The process dies, the machine lives: all that was accepted stays, a write under
//                 way may stop at any byte.
//                 legal = calls + bytes written
//
// Calls include the mount. What a failed sync leaves in the two power-loss models is told in
// unsynced_changes.h; a failed sync of a directory leaves its entries pending. After a process kill
// the cache is whole.
//
// States come in the order of the trace, and each is made from the one before it in O(what
// differs); only a failed sync costs the size of its file.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "faultfs/crash_point.h"
#include "faultfs/trace.h"

namespace powercut {

// A half-open range of call indices: the states of these calls' crash points.
struct CallRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// The walk. disk() holds the state at point(); a caller may change it inside a Disk::Session, and
// must have ended the session before it calls next().
class CrashStates {
 public:
  virtual ~CrashStates() = default;

  // Moves to the next legal state; false: there is none left.
  virtual bool next() = 0;

  CrashPoint point() const { return point_; }
  Disk& disk() { return disk_; }

 protected:
  explicit CrashStates(const Disk& base) : disk_(base) {}

  CrashPoint point_;
  Disk disk_;
};

struct PersistenceModel {
  std::string_view name;
  std::string_view summary;  // for `powercut list models`
  bool power_loss;           // false: only the process dies, the cache survives (contract D4)

  // Whether a write can be cut inside.
  bool cuts_bytes;

  // How many states the range has.
  std::uint64_t count(const Trace& trace, CallRange range) const;

  // The walk over them. Trace and base must outlive it; base is the disk at the trace's mount.
  std::unique_ptr<CrashStates> walk(const Trace& trace, const Disk& base, CallRange range) const;
};

std::span<const PersistenceModel> persistence_models();

// nullptr: there is none of that name.
const PersistenceModel* find_persistence_model(std::string_view name);

}  // namespace powercut
