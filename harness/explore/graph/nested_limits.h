// NestedLimits: how many images and states of nested crashes a run may still make, and what is
// skipped since it may not.
//
// A store whose recovery leaves ever more images would never come to an end. So a run has some
// nested images for free, and one more for every few of its own images; and so many nested states
// may be made as have a chance to be among them.
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

  // counts: of the graph; what is skipped is noted there.
  NestedLimits(const GraphSetup& setup, GraphCounts& counts) : setup_(setup), counts_(counts) {}

  // Whether one more nested image may be recovered; then it counts.
  bool takes_image();

  bool takes_states() const;
  void note_state() { ++used_.states; }

  // So many states are left out.
  void skip(std::uint64_t over_budget, std::uint64_t over_limit);

  // How often something was skipped.
  std::uint64_t skips() const { return skips_; }

  Used exchange(const Used& used) { return std::exchange(used_, used); }

 private:
  std::uint64_t images_max() const;

  const GraphSetup& setup_;
  GraphCounts& counts_;
  Used used_;
  std::uint64_t skips_ = 0;
};

}  // namespace powercut
