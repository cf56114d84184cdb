#include "engine/io/posix/posix_file.h"
#include "engine/io/macros.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>

namespace powercut {
namespace {

// On every platform that powercut runs on; else large files would need other calls.
static_assert(sizeof(off_t) == 8);
constexpr std::uint64_t offset_max = std::numeric_limits<off_t>::max();

// The part of `count` that ends at offset_max or before: the kernel refuses a range that reaches
// beyond it, even one whose bytes it would not all transfer.
std::size_t count_within_limit(std::uint64_t offset, std::size_t count) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(count, offset_max - offset));
}

}  // namespace

Result<void> PosixFile::require_writable() const {
  if (access_ == Access::read_only) return Error{ErrorCode::not_writable};
  return {};
}

Result<std::size_t> PosixFile::read(std::uint64_t offset, MutableBytes target) {
  if (offset >= offset_max) return std::size_t{0};
  const std::size_t count = count_within_limit(offset, target.size());
  const ssize_t got = retry_interrupted([&] {
    return ::pread(descriptor_.number(), target.data(), count, static_cast<off_t>(offset));
  });
  if (got < 0) return error_from_errno();
  return static_cast<std::size_t>(got);
}

Result<std::size_t> PosixFile::write(std::uint64_t offset, Bytes source) {
  TRY(require_writable());
  if (source.empty()) return std::size_t{0};
  if (offset >= offset_max) return Error{ErrorCode::too_large};
  const std::size_t count = count_within_limit(offset, source.size());
  const ssize_t taken = retry_interrupted([&] {
    return ::pwrite(descriptor_.number(), source.data(), count, static_cast<off_t>(offset));
  });
  if (taken < 0) return error_from_errno();
  return static_cast<std::size_t>(taken);
}

Result<void> PosixFile::truncate(std::uint64_t size) {
  TRY(require_writable());
  if (size > offset_max) return Error{ErrorCode::too_large};
  mapping_.forget_from(size);
  room_.forget();
  const int returned = retry_interrupted(
      [&] { return ::ftruncate(descriptor_.number(), static_cast<off_t>(size)); });
  if (returned < 0) return error_from_errno();
  return {};
}

// Zeros are written even where fallocate made the room: it leaves extents that count as unwritten,
// and on a journaling file system the first sync of each would have to say in the journal that it
// is not so any more.
Result<void> PosixFile::allocate(std::uint64_t size) {
  TRY(require_writable());
  if (size > offset_max) return Error{ErrorCode::too_large};
  TRY_ASSIGN(const std::uint64_t size_before, this->size());
  if (size <= size_before) return {};
  const int returned = retry_interrupted([&] {
    return ::fallocate(descriptor_.number(), 0, static_cast<off_t>(size_before),
                       static_cast<off_t>(size - size_before));
  });
  if (returned < 0 && errno != EOPNOTSUPP) return error_from_errno();
  static constexpr std::array<std::byte, 65536> zeros{};
  for (std::uint64_t place = size_before; place < size;) {
    const std::size_t count = std::min<std::uint64_t>(zeros.size(), size - place);
    TRY_ASSIGN(const std::size_t taken, write(place, Bytes(zeros).first(count)));
    place += taken;
  }
  room_.use(size_before, size);
  return {};
}

Result<void> PosixFile::reserve(std::uint64_t size) {
  TRY(require_writable());
  if (size > offset_max) return Error{ErrorCode::too_large};
  if (size == 0) return {};
  const int returned = retry_interrupted([&] {
    return ::fallocate(descriptor_.number(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size));
  });
  if (returned == 0) return {};
  if (errno == EOPNOTSUPP) return Error{ErrorCode::unsupported, EOPNOTSUPP};
  return error_from_errno();
}

Result<void> PosixFile::fill(std::uint64_t offset, Bytes source) {
  if (room_.put(descriptor_.number(), offset, source)) return {};
  return File::fill(offset, source);
}

Result<void> PosixFile::sync_data() {
  TRY(require_writable());
  if (retry_interrupted([&] { return ::fdatasync(descriptor_.number()); }) < 0) {
    return error_from_errno();
  }
  return {};
}

Result<Bytes> PosixFile::view(std::uint64_t offset, std::size_t length, std::string& /*buffer*/) {
  return mapping_.bytes(descriptor_.number(), offset, length);
}

Result<void> PosixFile::sync() {
  TRY(require_writable());
  if (retry_interrupted([&] { return ::fsync(descriptor_.number()); }) < 0) {
    return error_from_errno();
  }
  return {};
}

Result<std::uint64_t> PosixFile::size() {
  struct stat status;
  if (retry_interrupted([&] { return ::fstat(descriptor_.number(), &status); }) < 0) {
    return error_from_errno();
  }
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace powercut
