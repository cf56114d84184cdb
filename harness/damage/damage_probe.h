// DamageProbe: opens a store on a copy of its disk in which bytes have changed at rest, and judges
// what it does (D8).
//
//   process closed or killed -> a copy of the disk, damaged -> DamagedCopy: the store lives on it
//                            -> the good disk: the life goes on
//
// The run's trace and history have nothing of the probe, no injected fault strikes in it, and it
// has a clock of its own. Deterministic: it depends on the lot, the disk and the recording.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/judge/recording.h"

namespace powercut {

class DamageProbe {
 public:
  DamageProbe(const StoreUnderTest& store, std::uint64_t lot) : store_(store), lot_(lot) {}

  // Whether the process before must be closed. If not, it is killed.
  bool closes_first() const;

  // recording: up to the end of that process, which was between two operations. disk: as the
  // process left it.
  std::optional<Violation> run(const Recording& recording, const Disk& disk, Duration now);

  // True if run() has changed a byte.
  bool has_struck() const { return has_struck_; }

  // Lines for a person: what was damaged, and what the store did.
  const std::vector<std::string>& story() const { return story_; }

 private:
  const StoreUnderTest& store_;
  std::uint64_t lot_;
  bool has_struck_ = false;
  std::vector<std::string> story_;
};

}  // namespace powercut
