// table: writes the texts that a person sees after a sweep.
#pragma once

#include <string>

#include "harness/report/verdict.h"

namespace powercut {

// One line for each store and model: states legal and visited, failed states by what was wrong, and
// the verdict.
std::string verdict_table(const std::vector<VerdictRow>& rows);

// "holds", "fails, as expected: 12 lost", "HOLDS, but should fail", and how much was sampled.
std::string verdict_text(const VerdictRow& row);

// One line: "pruned: 1,234 unchanged, 5 unread". It counts the states of all rows that each rule
// spared. Empty if no rule spared any.
std::string pruned_summary(const std::vector<VerdictRow>& rows);

// Two lines: how many states of all rows were skipped, by reason; and the calls and moments that no
// walk followed, whose states are in no count. A line with nothing to say is left out.
std::string skipped_summary(const std::vector<VerdictRow>& rows);

// One line: "lifetimes: 1,000 worlds, 5,000 lives, ...". It counts those of all rows. Empty if
// there were none.
std::string lifetimes_summary(const std::vector<VerdictRow>& rows);

// "not asked of cask, log: D9, D12": one line for each set of clauses to which stores were not
// held, and one line that names the stores whose scans ignore every range. Empty if there is
// nothing to say.
std::string contract_summary(const std::vector<VerdictRow>& rows);

// One finding: where, what was expected, what was found, and the command that shows it again.
std::string describe(const Finding& finding);

// One finding for each of these rows that has any. A finding of a write that was cut in the middle
// comes before others.
std::string finding_list(const SweepResult& result, const std::vector<VerdictRow>& rows);

// The same for the findings of pieces that were broken off.
std::string broken_off_list(const SweepResult& result, const std::vector<VerdictRow>& rows);

// How many faults of each kind were planned, and how many struck. It names each kind that never
// struck.
std::string fault_summary(const SweepResult& result);

// "10 %": the share of the legal states that are settled, rounded down. If there are too many legal
// states to count, the share is too small to say.
std::string settled_share(const Tally& tally);

// 1234567 -> "1,234,567"
std::string grouped(std::uint64_t number);

}  // namespace powercut
