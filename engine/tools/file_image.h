// FileImage: shows a file as bytes in memory, for a caller that must go on where a disk does not.
//
// The file is mapped if all of it can be read, so that it costs no memory. Otherwise it is copied,
// with zeros in the place of bytes that cannot be read. If a mapped file is cut meanwhile, the
// process ends. Threads: one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "powercut/engine/cask_options.h"
#include "powercut/io/file_system.h"

namespace powercut {

// No segment is longer: a segment is full when its last commit begins.
inline constexpr std::uint64_t cask_file_bytes_max =
    std::uint64_t{cask_segment_bytes_max} + cask_value_bytes_max + (std::uint64_t{128} << 20U);

struct ByteRange {
  std::uint64_t offset;
  std::uint64_t bytes;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

class FileImage {
 public:
  // Returns an error if the file cannot be opened. Of a longer file only bytes_max bytes are shown.
  static Result<FileImage> open(FileSystem& files, std::string_view path,
                                std::uint64_t bytes_max = cask_file_bytes_max);

  Bytes bytes() const { return bytes_; }
  std::uint64_t file_bytes() const { return file_bytes_; }

  // The ranges that cannot be read. In bytes() they are zeros.
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
