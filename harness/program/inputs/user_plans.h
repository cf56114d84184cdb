// add_plans_of_file(): reads the plans of --plan-file.
#pragma once

#include <string>
#include <vector>

namespace powercut {

// Adds the plans of the file to the workloads that were named; an empty path names no file. If it
// cannot, it reports the error and returns false.
bool add_plans_of_file(const std::string& path, std::vector<std::string>& workloads);

}  // namespace powercut
