// mixes: draws plans from a seed, with given ratios of operations.
#pragma once

#include "powercut/harness/workload.h"

namespace powercut {

// How many operations and keys a plan has, and, in percent of the operations, how many are of each
// kind. The rest up to 100 are sets.
struct Mix {
  std::uint64_t operations = 48;
  std::uint64_t keys = 12;
  std::uint64_t gets = 0;
  std::uint64_t removes = 0;
  std::uint64_t batches = 0;
  std::uint64_t compactions = 0;
  std::uint64_t syncs = 0;
  std::uint64_t reopens = 0;
  std::uint64_t kills = 0;
  std::uint64_t waits = 0;
  std::uint64_t wait_milliseconds_max = 700;
};

Plan draw(const Mix& mix, std::uint64_t seed);

// A plan with keys and values that a careless format does not survive: empty ones, NULs, newlines,
// high bytes, values that contain whole encoded records, a batch over several sectors, and values
// longer than a page.
Plan awkward_bytes(std::uint64_t seed);

}  // namespace powercut
