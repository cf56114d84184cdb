// The plans of --plan-file.
#pragma once

#include <string>
#include <vector>

namespace powercut {

// Adds the plans of the file to the workloads that were named; an empty path names none. Complains,
// and returns false, if it cannot.
bool add_plans_of_file(const std::string& path, std::vector<std::string>& workloads);

}  // namespace powercut
