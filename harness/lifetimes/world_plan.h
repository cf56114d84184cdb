// WorldPlan: a seed becomes a world: one store that lives through many crashes, as a plan.
//
//   world   a plan whose operations kill the process and cut the power, some of them inside the
//           operation before, inside an open, or inside a recovery from the crash before
//   life    what lies between two opens
//
// Each world is drawn from a few habits of its own (how many keys, how large values, which kinds of
// operation and how often, how long a life is), so that worlds differ from each other more than
// operations do within one ("swarm testing", Groce et al., ISSTA 2012). Values are numbered, so
// that the oracle can tell every version from every other; in some worlds they come again, are
// empty, or are decimal numbers of which a few occur.
//
// Records are short in many worlds, and all of one length in some, so that writes end where older
// ones did.
//
// A mutation of a world that has shown something new keeps most of it, its faults too: chunks are
// dropped, repeated, moved or drawn anew, two worlds are joined, lots are drawn again.
//
// Deterministic: the same seed gives the same plan on every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "powercut/harness/chooser.h"
#include "powercut/harness/workload.h"

namespace powercut {

struct WorldOptions {
  // Sizes at which a store changes its ways: of a segment, a page, a window. Some values are drawn
  // so that a record ends near one of them.
  std::vector<std::uint64_t> edges = {};

  // Lengths of values beyond which it stores them in another way.
  std::vector<std::uint64_t> value_bytes = {};

  // The longest key and the longest value that the store takes; 0: that is not gone for. A few
  // worlds have one as long, and one that is a byte longer.
  std::uint64_t key_bytes_max = 0;
  std::uint64_t value_bytes_max = 0;

  // The number of worlds, in 100, in which copies of the disk are damaged.
  std::uint64_t worlds_with_damage = 20;

  // Lives of one world, at most.
  std::uint64_t lives_max = 10;
};

Plan draw_world(const WorldOptions& options, Chooser& chooser);

// other: to join with, or to take from.
Plan mutate_world(const Plan& world, const Plan& other, const WorldOptions& options,
                  Chooser& chooser);

}  // namespace powercut
