// The JSON report of a run; its shape is reports/report.schema.json, version 2.
//
// The same program and options give the same report, byte for byte: no times, no machine, no number
// of jobs or shards. Keys and values are in the form of quote(), since JSON cannot hold any byte.
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
