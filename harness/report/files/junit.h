// junit_report(): writes the verdicts as JUnit XML, for tools that show test results: a suite for
// each store, a case for each model. Like the JSON report it names no times and no machine.
//
//   failure   the verdict is not as expected; with a baseline, something about it is also new
//   skipped   there was nothing to visit, or the baseline has all that is amiss
#pragma once

#include <string>

#include "harness/report/files/told_result.h"

namespace powercut {

std::string junit_report(const ToldResult& told);

}  // namespace powercut
