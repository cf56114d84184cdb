// StateCounter: how many legal choices there are, without making any.
//
// Goes through the effects in order. The choices so far matter to later effects in one way only:
// which of the effects that later ones need are kept. So it keeps one count for each such set, and
// the work grows with the number of different sets: one where nothing is ordered, two along a
// chain.
#pragma once

#include <span>
#include <vector>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

class StateCounter {
 public:
  StateCounter(const PersistenceModel& model, const std::vector<PendingEffect>& effects)
      : model_(model), effects_(effects) {}

  // Counts choices of the first so many effects, the others being lost. CrashStates::countless:
  // that or more.
  std::uint64_t count(std::size_t effects) const;

 private:
  std::uint64_t count_free(std::span<const PendingEffect> effects) const;
  std::uint64_t count_ordered(std::span<const PendingEffect> effects) const;
  void find_needed(const PendingEffect& effect, std::vector<std::uint32_t>& needed) const;

  const PersistenceModel& model_;
  const std::vector<PendingEffect>& effects_;
};

// Both stop at CrashStates::countless.
std::uint64_t saturating_sum(std::uint64_t left, std::uint64_t right);
std::uint64_t saturating_product(std::uint64_t left, std::uint64_t right);

}  // namespace powercut
