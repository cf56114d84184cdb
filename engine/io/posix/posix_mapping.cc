#include "engine/io/posix/posix_mapping.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>

#include "engine/io/posix/posix_descriptor.h"

namespace powercut {

namespace {

constexpr std::uint64_t mapped_min = std::uint64_t{1} << 20;

}  // namespace

PosixMapping::~PosixMapping() {
  for (const Mapped& mapped : mapped_) ::munmap(mapped.begin, mapped.length);
}

void PosixMapping::forget_from(std::uint64_t size) {
  MutexLock lock(mutex_);
  usable_.store(std::min(size, usable_.load(std::memory_order_relaxed)), std::memory_order_release);
}

Result<std::uint64_t> PosixMapping::look_again(int descriptor) {
  MutexLock lock(mutex_);
  struct stat status;
  if (retry_interrupted([&] { return ::fstat(descriptor, &status); }) < 0) {
    return error_from_errno();
  }
  auto size = static_cast<std::uint64_t>(status.st_size);
  if (mapped_.empty() || size > mapped_.back().length) {
    std::size_t length = std::bit_ceil(std::max(size, mapped_min));
    void* begin = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor, 0);
    if (begin == MAP_FAILED) return error_from_errno();
    mapped_.push_back({static_cast<std::byte*>(begin), length});
    begin_.store(mapped_.back().begin, std::memory_order_release);
  }
  // Behind the address: a reader that sees so many bytes also sees where they are.
  usable_.store(size, std::memory_order_release);
  return size;
}

}  // namespace powercut
