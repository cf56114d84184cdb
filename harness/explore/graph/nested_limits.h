// NestedLimits: limits how many images and states of nested crashes a run makes, and counts those
// that it skips for that.
//
// The exploration of a store whose recovery leaves ever more images would never end. So a run may
// recover some nested images for free, and one more for every few of its own images. It may make a
// few nested states for each nested image that it may recover. Without reduction there is no limit.
#pragma once

#include <utility>

#include "harness/explore/graph/graph_setup.h"

namespace powercut {

class NestedLimits {
 public:
  struct Used {
    std::uint64_t images = 0;
    std::uint64_t states = 0;
  };

  // counts: those of the graph. Skipped states are added to them.
  NestedLimits(const GraphSetup& setup, GraphCounts& counts) : setup_(setup), counts_(counts) {}

  // True, and the image counts as used, if one more nested image may be recovered.
  bool takes_image();

  // True if more nested states may be made. note_state() then counts each of them.
  bool takes_states() const;
  void note_state() { ++used_.states; }

  // Counts skipped states: those over the budget of their crash point, and those over a limit.
  void skip(std::uint64_t over_budget, std::uint64_t over_limit);

  // How many calls of skip() skipped something.
  std::uint64_t skips() const { return skips_; }

  // Sets what counts as used, and returns what did before.
  Used exchange(const Used& used) { return std::exchange(used_, used); }

 private:
  std::uint64_t images_max() const;

  const GraphSetup& setup_;
  GraphCounts& counts_;
  Used used_;
  std::uint64_t skips_ = 0;
};

}  // namespace powercut
