// ReadWindow: reads a file front to back through one buffer, without a copy per record.
//
// The buffer takes min(file, window_bytes), whatever the file claims about itself. A view that lies
// within the buffer costs no call. Any other moves the buffer there, which keeps what it already
// holds of the new place. Threads: one.
#pragma once

#include <algorithm>
#include <memory>

#include "engine/io/macros.h"
#include "powercut/io/bytes.h"
#include "powercut/io/file.h"

namespace powercut {

class ReadWindow {
 public:
  static constexpr std::size_t window_bytes_max = std::size_t{256} * 1024;

  // The file must outlive the window; file_bytes is its size, and must not shrink meanwhile.
  // At least a header of a record must fit into window_bytes.
  ReadWindow(File& file, std::uint64_t file_bytes, std::size_t window_bytes = window_bytes_max)
      : file_(&file),
        file_bytes_(file_bytes),
        capacity_(static_cast<std::size_t>(std::min<std::uint64_t>(file_bytes, window_bytes))),
        buffer_(std::make_unique_for_overwrite<std::byte[]>(capacity_)) {}

  // The bytes [offset, offset + length) of the file, good until the next move. length is at most
  // capacity(), and the range lies within the file. corrupt: the file has become shorter.
  Result<Bytes> view(std::uint64_t offset, std::size_t length) {
    if (!holds(offset, length)) TRY(move_to(offset, length));
    return held(offset, length);
  }

  // The same in two steps, for a caller that cannot afford a Result for each record.
  bool holds(std::uint64_t offset, std::size_t length) const {
    return offset >= start_ && offset + length <= start_ + filled_;
  }
  Bytes held(std::uint64_t offset, std::size_t length) const {
    CHECK(holds(offset, length));
    return Bytes(buffer_.get() + (offset - start_), length);
  }
  Result<void> move_to(std::uint64_t offset, std::size_t length);

  std::size_t capacity() const { return capacity_; }
  std::uint64_t file_bytes() const { return file_bytes_; }

 private:
  File* file_;
  std::uint64_t file_bytes_;
  std::size_t capacity_;
  std::unique_ptr<std::byte[]> buffer_;
  std::uint64_t start_ = 0;  // of the buffer in the file
  std::size_t filled_ = 0;
};

}  // namespace powercut
