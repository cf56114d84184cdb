// sweep_for(): sweeps for a given time, in rounds.
//
// Each round has four times the budget of the one before, and four times its lifetimes and bounded
// plans. So the work that finds most comes first. The clock decides how many rounds there are, and
// nothing within a round: a round that has ended is the same as a sweep without a time and with
// that --budget.
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

// Reads "90s", "10m", "2h". nullopt if it is not of this form, or is zero, or more than a week.
std::optional<std::chrono::seconds> parse_time(std::string_view text);

// Says what is wrong with the text, or nothing. For ->check().
std::string problem_of_time(const std::string& text);

struct TimedSweep {
  SweepResult result;  // that of the last round that ended; or of a broken-off round if it was the
                       // first, or found what the round before it had not. Findings of broken-off
                       // pieces are in it
  std::string story;   // for a person: which rounds there were
};

// options.stops ends it before its time. round: does one sweep with the given options.
TimedSweep sweep_for(std::chrono::seconds time, SweepOptions options,
                     const std::function<SweepResult(const SweepOptions&)>& round);

}  // namespace powercut
