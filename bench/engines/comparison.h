// Comparison: chosen jobs on chosen engines, again and again, and what came of it.
//
// The repetition is outermost and the engine innermost, so that a noisy time of the machine falls
// on all engines alike. A store that several jobs get is removed after the repetition, any other
// after its cell: so a cell begins with nothing of another left to be written.
#pragma once

#include <string>
#include <vector>

#include "bench/engines/jobs/job.h"

namespace powercut {

struct ComparisonOptions {
  std::vector<const Job*> jobs;
  std::vector<const EngineKind*> engines;
  unsigned repetitions;
  std::uint64_t keys;
  std::size_t value_bytes;
  double seconds;
  std::uint64_t overwrites;
  std::string directory;  // exists; the data's directory is made in it
};

// The values of one figure on one engine, in the order of the repetitions.
struct Series {
  const FigureKind* figure;
  const EngineKind* engine;
  std::vector<double> values;  // of those that are not NaN
};

// series: by figure, then by engine; after an error what was measured by then. The error was
// reported where it happened, or is an interrupt.
Result<void> compare(const ComparisonOptions& options, std::vector<Series>& series);

}  // namespace powercut
