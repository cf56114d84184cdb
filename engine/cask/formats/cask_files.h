// CaskFiles: opens, locks and removes the files in the directory of a store, by their names.
//
//   lock  manifest-0  manifest-1  index  00000017.log  00000017.hint  00000017.cut
//
// Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "powercut/io/file_system.h"

namespace powercut {

enum class CaskFileKind : std::uint8_t {
  lock,
  manifest,
  index,  // a checkpoint of the index
  log,    // a segment
  hint,   // the changes in the segment, without values
  cut,    // the bytes of a segment that a recovery did not take
};

// True if the number in the name is that of a segment.
constexpr bool is_of_segment(CaskFileKind kind) {
  return kind == CaskFileKind::log || kind == CaskFileKind::hint || kind == CaskFileKind::cut;
}

// A store makes files of these kinds only after its first manifest is durable.
constexpr bool needs_manifest(CaskFileKind kind) {
  return kind != CaskFileKind::lock && kind != CaskFileKind::manifest;
}

// For the error of an open of a name that is there: true if it is no regular file, nor a link to
// one.
constexpr bool is_no_file(ErrorCode code) {
  return code == ErrorCode::is_directory || code == ErrorCode::invalid_argument ||
         code == ErrorCode::not_found;
}

struct CaskFileName {
  CaskFileKind kind;
  std::uint32_t number = 0;  // of the segment; of a manifest 0 or 1

  friend bool operator==(const CaskFileName&, const CaskFileName&) = default;
};

std::string to_text(CaskFileName name);

// nullopt: no file of a store has this name.
std::optional<CaskFileName> parse_cask_file_name(std::string_view text);

class CaskFiles {
 public:
  CaskFiles(FileSystem& files, std::string_view directory) : files_(files), directory_(directory) {}

  Result<std::unique_ptr<File>> open(CaskFileName name, OpenMode mode) {
    return files_.open(path_of(name), mode);
  }
  Result<std::unique_ptr<FileLock>> lock() { return files_.lock(path_of({CaskFileKind::lock})); }

  // Ok also if there was no such file.
  Result<void> remove(CaskFileName name);

  Result<void> sync_names() { return files_.sync_dir(directory_); }

  FileSystem& file_system() { return files_; }
  const std::string& directory() const { return directory_; }
  std::string path_of(CaskFileName name) const;

 private:
  FileSystem& files_;
  std::string directory_;
};

}  // namespace powercut
