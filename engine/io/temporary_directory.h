// TemporaryDirectory: for tests; an empty directory of its own that goes when the object goes.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/io/check.h"
#include "engine/io/path.h"

namespace powercut {

// A place for files in memory, where there is one: there a sync takes no time.
inline std::string memory_directory() {
  const std::string memory = "/dev/shm";
  return std::filesystem::is_directory(memory) ? memory : testing::TempDir();
}

class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(std::string_view parent = testing::TempDir())
      : path_(join_path(parent, "powercut_XXXXXX")) {
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;  // a leftover is no reason to fail a test that passed
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
