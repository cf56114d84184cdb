// StatsSizes: holds the sizes that a store tells in its stats to something that is known.
//
//   the disk       the files of the store have file_bytes or more
//   a compaction   has just returned ok: nothing is wasted
//   a restart      where nothing was under way, file_bytes - wasted_bytes is before a close or a
//                  kill as it is after the open
//
// powercut/engine/store.h promises each. A store that answers zeros keeps no stats, or has no
// files. Where a call has failed nothing is asked: a store need not know what the call has left.
//
// A violation is of the kind `inconsistent`. Threads: one each.
#pragma once

#include <optional>

#include "powercut/engine/store.h"
#include "powercut/faultfs/disk.h"
#include "powercut/harness/oracle.h"

namespace powercut {

class StatsSizes {
 public:
  // The store is open, and all its files are on the disk.
  static std::optional<Violation> ask(const Store& store, const Disk& disk);

  // Its compact() has just returned ok.
  static std::optional<Violation> ask_compacted(const Store& store);

  // The process is about to end, and nothing is under way in it.
  void note_before_restart(const Store& store);

  // The next process has opened the store; nothing else has happened to its files. Forgets what
  // was noted; nothing was: asks nothing.
  std::optional<Violation> ask_after_restart(const Store& store);

  void forget() { used_before_.reset(); }

 private:
  std::optional<std::uint64_t> used_before_;
};

}  // namespace powercut
