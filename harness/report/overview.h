// overview(): shows all verdicts of a sweep as one matrix, stores against models.
//
//              0        1        2
//   log        .        .        ~ 10 %
//             12    1,204      372k
//
// The number of legal states stands below each sign. A sampled verdict shows the share of them that
// is settled. A legend below the matrix names the model of each number.
#pragma once

#include <string>
#include <vector>

#include "harness/report/verdict.h"

namespace powercut {

// has_colours: write codes for a terminal that shows colours. Empty if there is no row.
std::string overview(const std::vector<VerdictRow>& rows, bool has_colours);

// True if text written there may have colours: it is a terminal, NO_COLOR is not set, and TERM does
// not say that the terminal has no colours.
bool shows_colours(std::FILE* output);

// A number of states in at most six characters: "9,999", "372k", "3.5M", "10^18+".
std::string short_count(std::uint64_t states);

}  // namespace powercut
