// The results of a comparison, for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "bench/engines/comparison.h"

namespace powercut {

// A row for each figure and engine: how many values there are, their median, least and most, and
// how many times as good the median is as that of `against`, or of the best peer if it is
// nullptr: 2.00 is twice the rate, or half the time.
std::string table(const std::vector<Series>& series, const ComparisonOptions& options,
                  const EngineKind* against);

nlohmann::json as_json(const std::vector<Series>& series, const ComparisonOptions& options);

}  // namespace powercut
