// The text that a person sees after a sweep.
#pragma once

#include <string>

#include "harness/report/verdict.h"

namespace powercut {

// One line for each store and model: states legal and visited, failed states by what was wrong, and
// the verdict.
std::string verdict_table(const std::vector<VerdictRow>& rows);

// "holds", "fails, as expected: 12 lost", "HOLDS, but should fail", and what was sampled.
std::string verdict_text(const VerdictRow& row);

// "pruned: 1,234 unchanged, 5 unread", one line: how many states of all rows each rule spared.
// Empty if none did.
std::string pruned_summary(const std::vector<VerdictRow>& rows);

// Two lines: how many states of all rows were skipped, by reason; and what nobody has walked to, so
// that its states are in no count. Each is missing if there is nothing to say.
std::string skipped_summary(const std::vector<VerdictRow>& rows);

// "lifetimes: 1,000 worlds, 5,000 lives, ...", one line, over all rows. Empty if there were none.
std::string lifetimes_summary(const std::vector<VerdictRow>& rows);

// "not asked of cask, log: D9, D12", one line for each set of clauses that stores were not held to.
// And one line that names the stores whose scans ignore every range. Empty if there is nothing to
// say.
std::string contract_summary(const std::vector<VerdictRow>& rows);

// One finding: where, what was expected, what was found, and the command that shows it again.
std::string describe(const Finding& finding);

// One finding of each store and model of these rows that has any: a write cut in the middle, where
// there is one.
std::string finding_list(const SweepResult& result, const std::vector<VerdictRow>& rows);

// The same for the findings of pieces that were broken off.
std::string broken_off_list(const SweepResult& result, const std::vector<VerdictRow>& rows);

// How many faults of each kind were planned and struck; a kind that never struck is named.
std::string fault_summary(const SweepResult& result);

// "10 %": the share of the legal states that were visited or that others stand for, rounded down.
// Where they are beyond count, a part of them is settled that is too small to say.
std::string settled_share(const Tally& tally);

// 1234567 -> "1,234,567"
std::string grouped(std::uint64_t number);

}  // namespace powercut
