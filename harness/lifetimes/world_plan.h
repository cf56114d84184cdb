// world_plan: draws worlds from a seed. A world is one store that lives through many crashes, as a
// plan.
//
//   world   a plan whose operations kill the process and cut the power, some of them inside the
//           operation before, inside an open, or inside a recovery from the crash before
//   life    the operations from one open to the crash or the close that ends it
//
// Each world first draws its own habits: the number of keys, the size of values, the kinds of
// operations with their shares, and the length of a life. So worlds differ from each other more
// than operations do within one ("swarm testing", Groce et al., ISSTA 2012). Values are numbered,
// so that the oracle can tell all versions apart. In some worlds values repeat, are empty, or are a
// few decimal numbers.
//
// Records are short in many worlds, and all of one length in some, so that writes end where older
// ones did.
//
// A mutation of a world that has shown something new keeps most of it, also its faults. It drops,
// repeats, moves or redraws chunks, joins two worlds, or redraws lots.
//
// Deterministic: the same seed gives the same plan on every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "powercut/harness/chooser.h"
#include "powercut/harness/workload.h"

namespace powercut {

struct WorldOptions {
  // Sizes at which a store behaves differently: of a segment, a page, a window. Some values are
  // drawn so that a record ends near one of them.
  std::vector<std::uint64_t> edges = {};

  // Lengths of values beyond which the store keeps them in another way.
  std::vector<std::uint64_t> value_bytes = {};

  // The longest key and the longest value that the store takes; 0: not to be tried. A few worlds
  // have one of that length, and one that is a byte longer or shorter.
  std::uint64_t key_bytes_max = 0;
  std::uint64_t value_bytes_max = 0;

  // The number of worlds, in 100, in which copies of the disk are damaged.
  std::uint64_t worlds_with_damage = 20;

  // The most lives of one world.
  std::uint64_t lives_max = 10;
};

Plan draw_world(const WorldOptions& options, Chooser& chooser);

// Makes a new world from an old one. other: a world to join it with, or to take parts from.
Plan mutate_world(const Plan& world, const Plan& other, const WorldOptions& options,
                  Chooser& chooser);

}  // namespace powercut
