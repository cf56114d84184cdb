#include "engine/tools/file_image.h"

#include <algorithm>

#include "engine/io/macros.h"
#include "powercut/io/transfer.h"

namespace powercut {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
constexpr std::size_t block_bytes = 4096;

// Reading it once also brings it to where a mapping finds it. A file larger than any segment would
// take long, and is not read.
bool can_be_read(File& file, std::uint64_t size) {
  if (size > cask_file_bytes_max) return true;
  std::string piece(std::min<std::uint64_t>(piece_bytes, size), '\0');
  for (std::uint64_t offset = 0; offset < size; offset += piece.size()) {
    if (!read_full(file, offset, as_mutable_bytes(piece)).ok()) return false;
  }
  return true;
}

}  // namespace

Result<FileImage> FileImage::open(FileSystem& files, std::string_view path,
                                  std::uint64_t bytes_max) {
  FileImage image;
  TRY_ASSIGN(image.file_, files.open(path, OpenMode::read));
  TRY_ASSIGN(image.file_bytes_, image.file_->size());
  const std::uint64_t size = std::min(image.file_bytes_, bytes_max);
  if (can_be_read(*image.file_, size)) {
    TRY_ASSIGN(image.bytes_, image.file_->view(0, size, *image.buffer_));
  } else {
    TRY(image.copy(size));
  }
  return image;
}

// Block by block: an error of a longer read says nothing about what is good of it.
Result<void> FileImage::copy(std::uint64_t size) {
  buffer_->assign(size, '\0');
  const MutableBytes whole = as_mutable_bytes(*buffer_);
  for (std::uint64_t offset = 0; offset < size; offset += block_bytes) {
    const std::uint64_t length = std::min<std::uint64_t>(block_bytes, size - offset);
    const MutableBytes block = whole.subspan(offset, length);
    if (read_full(*file_, offset, block).ok()) continue;
    std::ranges::fill(block, std::byte{0});
    const bool goes_on =
        !unreadable_.empty() && unreadable_.back().offset + unreadable_.back().bytes == offset;
    if (!goes_on) unreadable_.push_back({offset, 0});
    unreadable_.back().bytes += length;
  }
  bytes_ = as_bytes(*buffer_);
  return {};
}

}  // namespace powercut
