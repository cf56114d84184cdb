// StateCounter: counts the legal choices without making any of them.
//
// It goes through the effects in order. The choice among earlier effects matters to a later one
// only by the set of effects on the disk that later ones need. So it holds one count for each such
// set, and its work grows with the number of sets. There is one set if no effect needs another, and
// there are two if each effect needs the one before it.
#pragma once

#include <span>
#include <vector>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

class StateCounter {
 public:
  StateCounter(const PersistenceModel& model, const std::vector<PendingEffect>& effects)
      : model_(model), effects_(effects) {}

  // Counts the choices among the first `effects` effects, with all later ones lost. The result
  // CrashStates::countless stands for that many or more.
  std::uint64_t count(std::size_t effects) const;

 private:
  std::uint64_t count_free(std::span<const PendingEffect> effects) const;
  std::uint64_t count_ordered(std::span<const PendingEffect> effects) const;
  void find_needed(const PendingEffect& effect, std::vector<std::uint32_t>& needed) const;

  const PersistenceModel& model_;
  const std::vector<PendingEffect>& effects_;
};

// Both return CrashStates::countless in place of any larger result.
std::uint64_t saturating_sum(std::uint64_t left, std::uint64_t right);
std::uint64_t saturating_product(std::uint64_t left, std::uint64_t right);

}  // namespace powercut
