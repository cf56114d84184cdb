// Tally: how many states there were, how many were visited, and what was wrong with them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "harness/explore/finding.h"

namespace powercut {

struct Tally {
  std::uint64_t legal = 0;                                  // states that the model allows
  std::uint64_t visited = 0;                                // of these, opened and judged
  std::uint64_t failed = 0;                                 // of these, broke the promise
  std::array<std::uint64_t, finding_kind_count> by_kind{};  // failed states, by what was wrong

  std::uint64_t count(FindingKind kind) const { return by_kind[static_cast<std::size_t>(kind)]; }
  void add(const Tally& other);
};

// A tally with a few findings of each kind, the first ones and the last; the others are only
// counted.
struct Outcomes {
  static constexpr std::size_t findings_per_kind_max = 3;

  Tally tally;
  std::vector<Finding> findings;

  void add_failure(Finding finding);
  void add(Outcomes later);

 private:
  void keep(Finding finding);
};

}  // namespace powercut
