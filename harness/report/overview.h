// The overview: all verdicts of a sweep as one matrix, stores against models.
//
//              0        1        2
//   log        .        .        ~ 10 %
//             12    1,204      372k
//
// Beneath each sign stand the legal states. A sampled verdict says how much of them is settled.
// Which model a number stands for is said below.
#pragma once

#include <string>
#include <vector>

#include "harness/report/verdict.h"

namespace powercut {

// has_colours: for a terminal that shows them. Empty if there is no row.
std::string overview(const std::vector<VerdictRow>& rows, bool has_colours);

// Whether to use colours on what is written there: a terminal, unless NO_COLOR is set or TERM says
// that it knows none.
bool shows_colours(std::FILE* output);

// A number of states in at most six characters: "9,999", "372k", "3.5M", "10^18+".
std::string short_count(std::uint64_t states);

}  // namespace powercut
