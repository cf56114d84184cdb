// TemporaryDirectory: makes an empty directory, and removes it in its destructor, for tests and
// benchmarks.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/io/macros.h"
#include "powercut/io/path.h"

namespace powercut {

// A directory for files in memory, if the system has one: a sync takes no time there.
inline std::string memory_directory() {
  const std::string memory = "/dev/shm";
  return std::filesystem::is_directory(memory) ? memory
                                               : std::filesystem::temp_directory_path().string();
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() : TemporaryDirectory(std::filesystem::temp_directory_path().string()) {}

  // `parent` must exist, and be writable.
  explicit TemporaryDirectory(std::string_view parent)
      : path_(join_path(parent, "powercut_XXXXXX")) {
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;  // a leftover spoils no result
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string at(std::string_view name) const { return join_path(path_, name); }

 private:
  std::string path_;
};

}  // namespace powercut
