// illegal_part: the least of an illegal history of a register that shows why it is illegal.
//
// Each step only takes something away from what is asked of an order, so whatever is left being
// illegal, all of it is:
//   the end   all after the first return for which there is no order; what is pending then is
//             unknown.
//   a read    goes.
//   a remove  becomes a clear: its answer does not matter.
//   a change  becomes unknown: whether it happened does not matter.
//   a set     that nobody reads goes, if no remove says that something was there, or all that do
//             were invoked after a set had returned that was later than this one.
//   an unknown remove goes, if nobody finds the register empty.
//
// The work is that of judging for each operation a few times.
#pragma once

#include <vector>

#include "harness/concurrent/linearizability.h"

namespace powercut {

// By invocation. The one that returned last is the one for which there was no place. Empty if the
// history is legal, or could not be judged within work_max.
std::vector<RegisterOperation> illegal_part(std::vector<RegisterOperation> operations,
                                            std::uint64_t work_max);

// The one that returned last, of an illegal part.
const RegisterOperation& without_place(const std::vector<RegisterOperation>& part);

}  // namespace powercut
