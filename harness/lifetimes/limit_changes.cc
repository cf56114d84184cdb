#include "harness/lifetimes/limit_changes.h"

#include <algorithm>
#include <string>

namespace powercut {

namespace {

constexpr std::uint64_t one_world_in = 150;

}  // namespace

Plan with_changes_at_limits(Plan world, const WorldOptions& options, const Chooser& chooser) {
  Chooser drawn = chooser;
  const bool goes_for_key = options.key_bytes_max > 0;
  if (!goes_for_key && options.value_bytes_max == 0) return world;
  if (drawn.next() / 2 % one_world_in != 0) return world;
  const bool is_key = goes_for_key && (options.value_bytes_max == 0 || drawn.chance(70));
  const std::uint64_t limit = is_key ? options.key_bytes_max : options.value_bytes_max;
  std::vector<Operation> changes;
  for (std::uint64_t bytes : {limit, limit + 1, limit - 1}) {
    const std::string large(bytes, is_key ? 'l' : 'L');
    changes.push_back(is_key ? set_operation(large, "at the limit") : set_operation("l", large));
    if (drawn.chance(50)) break;
  }
  if (is_key && drawn.chance(30)) changes.push_back(remove_operation(std::string(limit, 'l')));
  const auto place = static_cast<std::ptrdiff_t>(drawn.below(world.operations.size() + 1));
  world.operations.insert(world.operations.begin() + place, changes.begin(), changes.end());
  return world;
}

}  // namespace powercut
