// RunShape: the shapes that a run has shown; they steer the explorer of lifetimes to new ones.
//
// A shape is the kind of an operation and what the store did for it, as its calls show it: kinds,
// files (by their paths without digits), whether bytes were appended or overwritten, sizes by
// powers of two; repeats of a call count once. Two operations have the same shape if the store
// went, as far as its calls tell, the same way. The kind of the operation before is part of it.
//
// Shapes are kept as 64-bit hashes. Threads: one each.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <vector>

#include "powercut/faultfs/crash_states.h"
#include "powercut/faultfs/trace.h"
#include "powercut/harness/operation.h"

namespace powercut {

class RunShape {
 public:
  // Notes the shape of one operation, whose calls these were.
  void note(OperationKind kind, const Trace& trace, CallRange calls);

  // Begins another run; shapes that were seen stay seen. Returns the shapes that the run before was
  // first to show.
  std::vector<std::uint64_t> take_new();

  std::size_t size() const { return seen_.size(); }

 private:
  std::uint64_t path_class(const Trace& trace, const Call& call);

  absl::flat_hash_set<std::uint64_t> seen_;
  std::vector<std::uint64_t> new_;
  std::uint64_t kind_before_ = 0;
};

}  // namespace powercut
