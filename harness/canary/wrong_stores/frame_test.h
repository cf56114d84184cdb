// Frame: one record in the files of the wrong stores and their twins.
//
//   0        4       8            12             16
//   [crc:4 ] [kind:4] [key_length:4] [value_length:4] [number:8] [key] [value]
//
// Little endian; the crc is the CRC-32 of all after it, begun with a salt of the file's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

enum class FrameKind : std::uint32_t {
  set = 1,
  remove = 2,
  part_set = 3,     // of a batch; counts only if a commit follows
  part_remove = 4,  // likewise
  commit = 5,       // of the parts before it
  header = 6,       // of a file
  batch = 7,        // `number` changes follow, and count together
};

inline constexpr std::size_t frame_header_bytes = 24;

struct Frame {
  FrameKind kind = FrameKind::set;
  std::uint64_t number = 0;
  std::string_view key = {};
  std::string_view value = {};

  std::size_t bytes() const { return frame_header_bytes + key.size() + value.size(); }
  bool is_part() const { return kind == FrameKind::part_set || kind == FrameKind::part_remove; }
  bool sets() const { return kind == FrameKind::set || kind == FrameKind::part_set; }
};

void append_frame(const Frame& frame, std::string& buffer, std::uint32_t salt = 0);

// The frame at the front of bytes, verified; nothing if it is cut short or damaged.
std::optional<Frame> frame_at(std::string_view bytes, std::uint32_t salt = 0);

// The same, whatever its crc says.
std::optional<Frame> unverified_frame_at(std::string_view bytes);

}  // namespace powercut
