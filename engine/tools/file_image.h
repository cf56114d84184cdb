// FileImage: a file as bytes in memory, for who must go on where a disk does not.
//
// The file is mapped if all of it can be read, so that it costs no memory; else it is copied, with
// zeros in the place of what cannot be read. If the file is cut meanwhile, the process ends.
// Threads: one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "powercut/engine/cask_options.h"
#include "powercut/io/file_system.h"

namespace powercut {

// No segment is longer: it is full when its last commit begins.
inline constexpr std::uint64_t cask_file_bytes_max =
    std::uint64_t{cask_segment_bytes_max} + cask_value_bytes_max + (std::uint64_t{128} << 20U);

struct ByteRange {
  std::uint64_t offset;
  std::uint64_t bytes;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

class FileImage {
 public:
  // An error: it cannot be opened. Only so many bytes of a longer file are shown.
  static Result<FileImage> open(FileSystem& files, std::string_view path,
                                std::uint64_t bytes_max = cask_file_bytes_max);

  Bytes bytes() const { return bytes_; }
  std::uint64_t file_bytes() const { return file_bytes_; }

  // Zeros stand there in bytes().
  const std::vector<ByteRange>& unreadable() const { return unreadable_; }

 private:
  FileImage() = default;
  Result<void> copy(std::uint64_t size);

  std::unique_ptr<File> file_;
  std::unique_ptr<std::string> buffer_ = std::make_unique<std::string>();
  Bytes bytes_;
  std::uint64_t file_bytes_ = 0;
  std::vector<ByteRange> unreadable_;
};

}  // namespace powercut
