// DamageProbe: what a store makes of a copy of its disk in which bytes have changed at rest (D8).
//
//   process closed or killed -> a copy of the disk, damaged -> DamagedCopy: the store lives on it
//                            -> the good disk: the life goes on
//
// Nothing of it is in the run's trace or history, no injected fault strikes in it, and its clock is
// one of its own. Deterministic, by the lot.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/judge/recording.h"

namespace powercut {

class DamageProbe {
 public:
  DamageProbe(const StoreUnderTest& store, std::uint64_t lot) : store_(store), lot_(lot) {}

  // How the process before is stopped.
  bool closes_first() const;

  // recording: up to where that has ended, between two operations; disk: as it left it.
  std::optional<Violation> run(const Recording& recording, const Disk& disk, Duration now);

  // Whether some byte has changed.
  bool has_struck() const { return has_struck_; }

  // For a person: what was damaged, and what the store did.
  const std::vector<std::string>& story() const { return story_; }

 private:
  const StoreUnderTest& store_;
  std::uint64_t lot_;
  bool has_struck_ = false;
  std::vector<std::string> story_;
};

}  // namespace powercut
