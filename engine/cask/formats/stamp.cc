#include "engine/cask/formats/stamp.h"

#include <algorithm>
#include <limits>

#include "engine/crc32.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"

namespace powercut {

namespace {

constexpr std::size_t checksum_offset = sizeof(FileMagic);
constexpr std::size_t length_offset = checksum_offset + sizeof(std::uint32_t);
constexpr std::size_t version_offset = length_offset + sizeof(std::uint32_t);
static_assert(file_stamp_bytes == version_offset + sizeof(std::uint16_t));

}  // namespace

StampBuilder::StampBuilder(const FileMagic& magic, std::uint16_t version,
                           std::uint64_t total_bytes) {
  CHECK(total_bytes >= file_stamp_bytes);
  CHECK(total_bytes <= std::numeric_limits<std::uint32_t>::max());
  std::ranges::copy(std::as_bytes(std::span(magic)), stamp_.begin());
  store_u32(stamp_.data() + length_offset, static_cast<std::uint32_t>(total_bytes));
  store_u16(stamp_.data() + version_offset, version);
  checksum_ = crc32(0, Bytes(stamp_).subspan(length_offset));
}

void StampBuilder::add(Bytes bytes) { checksum_ = crc32(checksum_, bytes); }

std::array<std::byte, file_stamp_bytes> StampBuilder::finish() const {
  auto stamp = stamp_;
  store_u32(stamp.data() + checksum_offset, checksum_);
  return stamp;
}

void put_stamp(MutableBytes whole, const FileMagic& magic, std::uint16_t version) {
  StampBuilder builder(magic, version, whole.size());
  builder.add(whole.subspan(file_stamp_bytes));
  std::ranges::copy(builder.finish(), whole.begin());
}

Result<Bytes> check_stamp(Bytes bytes, const FileMagic& magic, std::uint16_t version) {
  if (bytes.size() < file_stamp_bytes) return Error{ErrorCode::corrupt};
  if (!std::ranges::equal(bytes.first(magic.size()), std::as_bytes(std::span(magic)))) {
    return Error{ErrorCode::corrupt};
  }
  const std::uint32_t length = load_u32(bytes.data() + length_offset);
  if (length < file_stamp_bytes || length > bytes.size()) return Error{ErrorCode::corrupt};
  const Bytes whole = bytes.first(length);
  if (load_u32(whole.data() + checksum_offset) != crc32(0, whole.subspan(length_offset))) {
    return Error{ErrorCode::corrupt};
  }
  const std::uint16_t found = load_u16(whole.data() + version_offset);
  if (found > version) return Error{ErrorCode::newer_version};
  if (found < version) return Error{ErrorCode::corrupt};
  return whole;
}

}  // namespace powercut
