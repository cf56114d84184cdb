// StatsSizes: checks the sizes in a store's stats against sizes that are known.
//
//   the disk       file_bytes is no more than all files on the disk have.
//   a compaction   When one has just returned ok, wasted_bytes is 0.
//   a restart      file_bytes - wasted_bytes is the same before a close or a kill and after the
//                  open, if nothing was under way.
//
// powercut/engine/store.h promises each of them. A store whose sizes are zero keeps no stats, or
// has no files. The caller asks nothing after a call has failed, since a store need not know what
// that call has left.
//
// A violation is of the kind `inconsistent`. Threads: one for each object.
#pragma once

#include <optional>

#include "powercut/engine/store.h"
#include "powercut/faultfs/disk.h"
#include "powercut/harness/oracle.h"

namespace powercut {

class StatsSizes {
 public:
  // Checks an open store, whose files must all be on this disk.
  static std::optional<Violation> ask(const Store& store, const Disk& disk);

  // Checks a store whose compact() has just returned ok.
  static std::optional<Violation> ask_compacted(const Store& store);

  // Notes the sizes. To be called when the process is about to end, with nothing under way in it.
  void note_before_restart(const Store& store);

  // Compares the sizes with the noted ones, and forgets these. To be called when the next process
  // has opened the store, and nothing else has changed its files. nullopt if nothing was noted.
  std::optional<Violation> ask_after_restart(const Store& store);

  void forget() { used_before_.reset(); }

 private:
  std::optional<std::uint64_t> used_before_;
};

}  // namespace powercut
