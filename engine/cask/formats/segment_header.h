// SegmentHeader: the first bytes of each segment. They say which segment it is, and what it
// follows.
//
//   0        8           12        16         18      20        24             28
//   [magic:8][checksum:4][length:4][version:2][kind:2][number:4][predecessor:4][zeros:4]
//   32               40      48                 56                 64
//   [base_position:8][salt:8][predecessor_end:8][synced_position:8]
//
// The first 18 bytes are its stamp (stamp.h).
#pragma once

#include <array>
#include <cstdint>

#include "powercut/io/bytes.h"
#include "powercut/io/result.h"

namespace powercut {

inline constexpr std::uint16_t segment_version = 1;
inline constexpr std::size_t segment_header_bytes = 64;

enum class SegmentKind : std::uint16_t {
  log = 1,     // written as changes came
  merged = 2,  // written by a compaction, and durable before a manifest names it
};

struct SegmentHeader {
  SegmentKind kind = SegmentKind::log;
  std::uint32_t number = 0;

  // The position of the first commit: how many bytes of commits the process had written before this
  // segment. 0 in a merged segment.
  std::uint64_t base_position = 0;

  // Differs each time that a number is used. By it commits are known to belong here.
  std::uint64_t salt = 0;

  // The segment of the same process in which the log was before, and the offset at which the log
  // left it. 0: none.
  std::uint32_t predecessor = 0;
  std::uint64_t predecessor_end = 0;

  // All of the log before this position was durable when the segment was made.
  std::uint64_t synced_position = 0;

  friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};

using SegmentHeaderBytes = std::array<std::byte, segment_header_bytes>;

SegmentHeaderBytes encode(const SegmentHeader& header);

// corrupt: there is no header, or it is damaged. newer_version: a newer powercut wrote it.
Result<SegmentHeader> decode_segment_header(Bytes bytes);

}  // namespace powercut
