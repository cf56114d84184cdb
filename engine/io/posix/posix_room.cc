#include "engine/io/posix/posix_room.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

namespace powercut {

namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint64_t window_bytes = std::uint64_t{1} << 20U;

}  // namespace

// Room that is made behind the last is one with it.
void PosixRoom::use(std::uint64_t begin, std::uint64_t end) {
  if (begin != end_) begin_ = begin;
  end_ = end;
}

void PosixRoom::forget() {
  unmap();
  begin_ = end_ = 0;
}

void PosixRoom::unmap() {
  if (window_ != nullptr) ::munmap(window_, mapped_end_ - mapped_begin_);
  window_ = nullptr;
  mapped_begin_ = mapped_end_ = 0;
}

bool PosixRoom::put(int descriptor, std::uint64_t offset, Bytes source) {
  if (!holds(offset, source.size()) && !move_window(descriptor, offset, source.size())) {
    return false;
  }
  std::memcpy(window_ + (offset - mapped_begin_), source.data(), source.size());
  return true;
}

// A call is faster where the bytes are many.
bool PosixRoom::move_window(int descriptor, std::uint64_t offset, std::size_t length) {
  if (offset < begin_ || offset > end_ || length > end_ - offset) return false;
  if (length > window_bytes / 4) return false;
  unmap();
  const std::uint64_t begin = offset / page_bytes * page_bytes;
  const std::uint64_t bytes = std::min(window_bytes, end_ - begin);
  void* window = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                        descriptor, static_cast<off_t>(begin));
  if (window == MAP_FAILED) return false;
  window_ = static_cast<std::byte*>(window);
  mapped_begin_ = begin;
  mapped_end_ = begin + bytes;
  return true;
}

}  // namespace powercut
