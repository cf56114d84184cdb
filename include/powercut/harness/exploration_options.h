// ExplorationOptions: how far a sweep goes, and how much of it it leaves to reduction.
#pragma once

#include <cstddef>
#include <cstdint>

namespace powercut {

struct ExplorationOptions {
  static constexpr std::uint32_t depth_max = 12;

  // So many states of one crash point are all visited; if there are more, a quarter as many are
  // chosen.
  std::uint64_t budget = 32;

  // If a run has fewer states than this under a model, not counting those of nested crashes, all of
  // them are visited, whatever the budget.
  std::uint64_t visits_all_below = 30'000;

  // Likewise, if all workloads of a store together have fewer.
  std::uint64_t row_visits_all_below = 1'000'000;

  // Crashes inside the recovery from a crash: so many, one in the other; depth_max: until there is
  // no image that is new. 0: none, and no process is killed and started again either.
  std::uint32_t depth = depth_max;

  // After so many recoveries, one in the other, the store's next writes are cut, too.
  std::uint32_t write_levels = 1;

  // Images of nested crashes that are recovered for a run under a model; and one more for every
  // four of the run itself.
  std::uint64_t nested_images = 400;

  // false: every state is opened anew, and so are all nested ones: for comparison, on small runs.
  bool reduces = true;

  // The share of the states that reduction spares to be run again in full and compared.
  double audit_share = 0;

  // Findings that are told in full, of each kind.
  std::size_t findings_per_kind = 3;
};

}  // namespace powercut
