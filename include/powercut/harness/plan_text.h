// Reads and writes plans as text. A workload's name may be such a text, so the id of a finding can
// hold a plan of its own, and a person can write one on the command line or in a file
// (plan_file.h).
//
//   plan       "=" *(setting "|") operations
//   setting    ( "setup:" | "cut:" | "fault:" ) ...
//   "=set(a=1),remove(a),compact"                    the operations
//   "=setup:set(a=1)|cut:compact|set(b=2),reopen"    after a setup, and a power cut in a compaction
//   "=fault:sync#2=io_failed|set(a=1),set(b=2)"      with a call that fails (fault_rule.h)
//   "=set(a=x*300000),sync"                          with a value of 300,000 bytes
//   operations   set(KEY=VALUE) remove(KEY) get(KEY) batch(KEY=VALUE;!KEY) sync compact reopen
//                kill kill(LOT) power power(LOT) damage damage(LOT) wait(MILLISECONDS) step
//                apply(TEXT), which is an operation of a subject
//
// In keys, values and texts, %XX stands for a byte that is no letter, digit, '_' or '.', and "*"
// with a number repeats the byte before it (plan_bytes.h). In fault rules %XX stands for '/', '|',
// ',' and '%'. A text with a byte that is not printable ASCII is refused.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "powercut/harness/plan_bytes.h"
#include "powercut/harness/workload.h"

namespace powercut {

std::string to_text(const Plan& plan);

// The plan of the text. An error: one line that says what is wrong, if the text is not of the form
// above or the plan needs more than the room.
std::expected<Plan, std::string> parse_plan(std::string_view text);
std::expected<Plan, std::string> parse_plan(std::string_view text, PlanRoom& room);

}  // namespace powercut
