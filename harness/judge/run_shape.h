// RunShape: collects the shapes of operations. The explorer of lifetimes prefers runs with a new
// one.
//
// The shape of an operation consists of its kind, the kind of the operation before it, and the
// calls that the store made for it. A call counts by its kind, its effect, whether it failed, the
// path of its file without digits, and its length rounded to a power of two. Equal calls in a row
// count once. So two operations have the same shape if the store went the same way for both, as far
// as its calls tell.
//
// Shapes are kept as 64-bit hashes. Threads: one for each object.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <vector>

#include "powercut/faultfs/crash_states.h"
#include "powercut/faultfs/trace.h"
#include "powercut/harness/operation.h"

namespace powercut {

class RunShape {
 public:
  // Adds the shape of one operation. calls: those that the store made for it.
  void note(OperationKind kind, const Trace& trace, CallRange calls);

  // Ends a run and returns the shapes that this run was the first to show. They stay known.
  std::vector<std::uint64_t> take_new();

  std::size_t size() const { return seen_.size(); }

 private:
  std::uint64_t path_class(const Trace& trace, const Call& call);

  absl::flat_hash_set<std::uint64_t> seen_;
  std::vector<std::uint64_t> new_;
  std::uint64_t kind_before_ = 0;
};

}  // namespace powercut
