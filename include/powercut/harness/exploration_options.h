// ExplorationOptions: limits how many states a sweep visits, and says how much it leaves to
// reduction.
#pragma once

#include <cstddef>
#include <cstdint>

namespace powercut {

struct ExplorationOptions {
  static constexpr std::uint32_t depth_max = 12;

  // If a crash point has no more states than this, all are visited. If it has more, a quarter of
  // this number is sampled.
  std::uint64_t budget = 32;

  // If a run has fewer states than this under a model, all of them are visited, whatever the
  // budget. States of nested crashes do not count.
  std::uint64_t visits_all_below = 30'000;

  // The same limit for all workloads of a store together, under a model.
  std::uint64_t row_visits_all_below = 1'000'000;

  // How many crashes are nested, each inside the recovery from the one before. depth_max: until no
  // image is new. 0: none, and no process is killed and restarted either.
  std::uint32_t depth = depth_max;

  // Crashes also cut the calls after the open in recoveries that are nested less deep than this:
  // the store's next write, and its close. In deeper ones they cut the open only.
  std::uint32_t write_levels = 1;

  // The number of images of nested crashes that are recovered for a run under a model. One more is
  // recovered for every four images of the run itself.
  std::uint64_t nested_images = 400;

  // false: every state, also every nested one, is recovered anew. It is for comparison, on small
  // runs.
  bool reduces = true;

  // The share, from 0 to 1, of the spared recoveries that are run in full and compared.
  double audit_share = 0;

  // The number of findings of each kind that are kept; the others are only counted.
  std::size_t findings_per_kind = 3;
};

}  // namespace powercut
