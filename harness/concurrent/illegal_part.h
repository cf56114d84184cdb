// illegal_part(): reduces an illegal history of a register to the least that shows why it is
// illegal.
//
// Each step only makes it easier to find an order. So if the rest is illegal, the whole is:
//   the end          Drop all after the first return for which there is no order. The answers of
//                    changes that are under way at that point become unknown.
//   a read           Drop it.
//   a remove         Make it a clear: its answer does not matter.
//   a change         Make its answer unknown: whether it happened does not matter.
//   a set            Drop it if nobody reads it and no remove says that something was there. Also
//                    if all such removes were invoked after a later set had returned.
//   unknown remove   Drop it if nobody finds the register empty.
//
// The work is that of judging the history a few times for each operation.
#pragma once

#include <vector>

#include "harness/concurrent/linearizability.h"

namespace powercut {

// Returns the part in the order of invocations. There is no place in the order for the operation
// that returned last. Empty if the history is legal, or could not be judged within work_max.
std::vector<RegisterOperation> illegal_part(std::vector<RegisterOperation> operations,
                                            std::uint64_t work_max);

// The operation of an illegal part that returned last.
const RegisterOperation& without_place(const std::vector<RegisterOperation>& part);

}  // namespace powercut
