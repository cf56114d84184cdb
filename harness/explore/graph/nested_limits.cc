#include "harness/explore/graph/nested_limits.h"

#include <algorithm>

#include "powercut/faultfs/crash_states.h"

namespace powercut {

namespace {

// How many states of nested crashes are made for each of their images that may be recovered.
constexpr std::uint64_t nested_states_per_image = 4;

// How many images of the run itself bring one more of nested crashes.
constexpr std::uint64_t images_per_nested_image = 4;
constexpr std::uint64_t usual_budget = ExplorationOptions{}.budget;

}  // namespace

bool NestedLimits::takes_image() {
  if (used_.images >= images_max()) return false;
  ++used_.images;
  return true;
}

bool NestedLimits::takes_states() const {
  std::uint64_t images = images_max();
  return images == CrashStates::countless || used_.states < images * nested_states_per_image;
}

void NestedLimits::skip(std::uint64_t over_budget, std::uint64_t over_limit) {
  if (over_budget == 0 && over_limit == 0) return;
  counts_.reduction.skip_nested(over_budget, over_limit);
  ++skips_;
}

// A larger budget for a crash point also brings more of the states below it.
std::uint64_t NestedLimits::images_max() const {
  if (!setup_.options.reduces) return CrashStates::countless;
  std::uint64_t images = counts_.visited - used_.images;
  std::uint64_t times = std::max<std::uint64_t>(1, setup_.options.budget / usual_budget);
  std::uint64_t free = setup_.options.nested_images * setup_.calls / setup_.calls_of_run;
  return (free + images / images_per_nested_image) * times;
}

}  // namespace powercut
