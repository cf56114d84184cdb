// sweep_for: a sweep that goes on as long as it is given, in rounds.
//
// Each round has four times the budget of the one before, of lifetimes and bounded plans, too; so
// that what tells most comes first. The clock decides how many rounds there are, and nothing within
// one: a round that has ended is the same sweep as without a time, with its --budget.
//
// Threads: one of its own looks at the clock.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "powercut/harness/sweep.h"

namespace powercut {

// "90s", "10m", "2h"; nullopt: none of these, or nothing at all, or more than a week.
std::optional<std::chrono::seconds> parse_time(std::string_view text);

// For ->check(): empty, or what is wrong with the text.
std::string problem_of_time(const std::string& text);

struct TimedSweep {
  SweepResult result;  // of the last round that ended; of one that was broken off, if it is the
                       // first, or has found what the one before it had not; with what its
                       // pieces had found that were broken off
  std::string story;   // for a person: which rounds there were
};

// options.stops ends it before its time. round: does the sweep with such options.
TimedSweep sweep_for(std::chrono::seconds time, SweepOptions options,
                     const std::function<SweepResult(const SweepOptions&)>& round);

}  // namespace powercut
