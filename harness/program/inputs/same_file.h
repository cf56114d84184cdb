// is_same_file(): finds out whether two paths lead to one file, also by other names or links.
#pragma once

#include <filesystem>
#include <string>

namespace powercut {

inline bool is_same_file(const std::string& path, const std::string& other) {
  std::error_code unknown;  // of a file that is not there
  if (path.empty() || other.empty() || path == "-" || other == "-") return false;
  if (std::filesystem::equivalent(path, other, unknown)) return true;
  return std::filesystem::weakly_canonical(path, unknown) ==
         std::filesystem::weakly_canonical(other, unknown);
}

}  // namespace powercut
