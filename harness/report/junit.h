// The report as JUnit XML, for tools that show test results: a suite for each store, a case for
// each model. No times and no machine, as in the JSON report.
//
//   failure   the verdict is not as expected; with a baseline: something about it is new
//   skipped   there was nothing to visit, or all that is amiss was so before
#pragma once

#include <string>

#include "harness/report/told_result.h"

namespace powercut {

std::string junit_report(const ToldResult& told);

}  // namespace powercut
