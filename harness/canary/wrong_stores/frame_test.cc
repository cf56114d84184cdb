#include "harness/canary/wrong_stores/frame_test.h"

#include "engine/crc32.h"
#include "engine/little_endian.h"

namespace powercut {

void append_frame(const Frame& frame, std::string& buffer, std::uint32_t salt) {
  std::size_t begin = buffer.size();
  buffer.resize(begin + frame_header_bytes);
  buffer.append(frame.key).append(frame.value);
  auto* header = reinterpret_cast<std::byte*>(buffer.data() + begin);
  store_u32(header + 4, static_cast<std::uint32_t>(frame.kind));
  store_u32(header + 8, static_cast<std::uint32_t>(frame.key.size()));
  store_u32(header + 12, static_cast<std::uint32_t>(frame.value.size()));
  store_u32(header + 16, static_cast<std::uint32_t>(frame.number));
  store_u32(header + 20, static_cast<std::uint32_t>(frame.number >> 32U));
  store_u32(header, crc32(salt, as_bytes(buffer).subspan(begin + 4)));
}

std::optional<Frame> unverified_frame_at(std::string_view bytes) {
  if (bytes.size() < frame_header_bytes) return std::nullopt;
  const std::byte* header = as_bytes(bytes).data();
  std::uint64_t key_bytes = load_u32(header + 8);
  std::uint64_t value_bytes = load_u32(header + 12);
  if (frame_header_bytes + key_bytes + value_bytes > bytes.size()) return std::nullopt;
  return Frame{.kind = static_cast<FrameKind>(load_u32(header + 4)),
               .number = load_u64(header + 16),
               .key = bytes.substr(frame_header_bytes, key_bytes),
               .value = bytes.substr(frame_header_bytes + key_bytes, value_bytes)};
}

std::optional<Frame> frame_at(std::string_view bytes, std::uint32_t salt) {
  auto frame = unverified_frame_at(bytes);
  if (!frame) return std::nullopt;
  Bytes covered = as_bytes(bytes).subspan(4, frame->bytes() - 4);
  if (load_u32(as_bytes(bytes).data()) != crc32(salt, covered)) return std::nullopt;
  return frame;
}

}  // namespace powercut
