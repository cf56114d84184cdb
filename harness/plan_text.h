// Plans as text: what a workload's name may be instead of a name, so that the id of a finding can
// hold a plan of its own, and a person can write one on the command line.
//
//   plan       "=" *(setting "|") operations
//   setting    ( "setup:" | "cut:" | "fault:" ) ...
//   "=set(a=1),remove(a),compact"                    the operations
//   "=setup:set(a=1)|cut:compact|set(b=2),reopen"    after a setup, and a power cut in a compaction
//   "=fault:sync#2=io_failed|set(a=1),set(b=2)"      with a call that fails (fault_rule.h)
//   operations   set(KEY=VALUE) remove(KEY) get(KEY) batch(KEY=VALUE;!KEY) sync compact reopen
//                kill kill(LOT) power power(LOT) wait(MILLISECONDS) step
//
// In keys and values a byte that is no letter, digit, '_' or '.' is %XX; in fault rules '/', '|',
// ',' and '%' are. A byte that is not printable ASCII is refused anywhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/workload.h"

namespace powercut {

std::string to_text(const Plan& plan);

// nullopt: not of the form above.
std::optional<Plan> parse_plan(std::string_view text);

}  // namespace powercut
