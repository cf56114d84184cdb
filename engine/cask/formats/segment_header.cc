#include "engine/cask/formats/segment_header.h"

#include "engine/cask/formats/stamp.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"

namespace powercut {

namespace {

constexpr std::size_t kind_offset = file_stamp_bytes;
constexpr std::size_t number_offset = 20;
constexpr std::size_t predecessor_offset = 24;
constexpr std::size_t base_position_offset = 32;
constexpr std::size_t salt_offset = 40;
constexpr std::size_t predecessor_end_offset = 48;
constexpr std::size_t synced_position_offset = 56;
static_assert(synced_position_offset + sizeof(std::uint64_t) == segment_header_bytes);

}  // namespace

SegmentHeaderBytes encode(const SegmentHeader& header) {
  SegmentHeaderBytes bytes{};
  std::byte* start = bytes.data();
  store_u16(start + kind_offset, static_cast<std::uint16_t>(header.kind));
  store_u32(start + number_offset, header.number);
  store_u32(start + predecessor_offset, header.predecessor);
  store_u64(start + base_position_offset, header.base_position);
  store_u64(start + salt_offset, header.salt);
  store_u64(start + predecessor_end_offset, header.predecessor_end);
  store_u64(start + synced_position_offset, header.synced_position);
  put_stamp(bytes, segment_magic, segment_version);
  return bytes;
}

Result<SegmentHeader> decode_segment_header(Bytes bytes) {
  TRY_ASSIGN(const Bytes header, check_stamp(bytes, segment_magic, segment_version));
  if (header.size() != segment_header_bytes) return Error{ErrorCode::corrupt};
  const std::byte* start = header.data();
  const auto kind = static_cast<SegmentKind>(load_u16(start + kind_offset));
  if (kind != SegmentKind::log && kind != SegmentKind::merged) return Error{ErrorCode::corrupt};
  return SegmentHeader{.kind = kind,
                       .number = load_u32(start + number_offset),
                       .base_position = load_u64(start + base_position_offset),
                       .salt = load_u64(start + salt_offset),
                       .predecessor = load_u32(start + predecessor_offset),
                       .predecessor_end = load_u64(start + predecessor_end_offset),
                       .synced_position = load_u64(start + synced_position_offset)};
}

}  // namespace powercut
