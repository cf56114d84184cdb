// make_report(): writes the JSON report of a run, in the shape of reports/report.schema.json.
//
// The same program and options give the same report, byte for byte. So it names no times, no
// machine, and no number of jobs or shards. Keys and values are in the form of quote(), since JSON
// cannot hold all bytes.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "harness/report/verdict.h"

namespace powercut {

inline constexpr int report_version = 4;

// CMakeLists.txt has the same; a test compares them.
inline constexpr std::string_view program_version = "0.2.0";

nlohmann::ordered_json make_report(const SweepResult& result, const std::vector<VerdictRow>& rows,
                                   const Registry& registry);

}  // namespace powercut
