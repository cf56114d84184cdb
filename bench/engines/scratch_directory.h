// ScratchDirectory: a directory of its own, with directories in it, that goes when the object goes.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/io/check.h"
#include "engine/io/path.h"

namespace powercut {

class ScratchDirectory {
 public:
  // parent: exists, and may be written to.
  ScratchDirectory(std::string_view parent, std::string_view name)
      : path_(join_path(parent, name) + "_XXXXXX") {
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~ScratchDirectory() { remove(path_); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  std::string at(std::string_view name) const { return join_path(path_, name); }

  void make(const std::string& directory) { CHECK(std::filesystem::create_directory(directory)); }

  void remove(const std::string& directory) {
    std::error_code ignored;  // a leftover spoils no figure
    std::filesystem::remove_all(directory, ignored);
  }

 private:
  std::string path_;
};

}  // namespace powercut
