#include "engine/cask/formats/manifest.h"

#include <array>

#include "engine/cask/formats/stamp.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"

namespace powercut {

namespace {

constexpr std::size_t segment_count_offset = 20;
constexpr std::size_t numbers_offset = 24;
static_assert(manifest_head_bytes == numbers_offset + 4 * sizeof(std::uint64_t));

}  // namespace

std::string encode(const Manifest& manifest) {
  std::string buffer(manifest_head_bytes + manifest.segments.size() * manifest_entry_bytes, '\0');
  const MutableBytes bytes = as_mutable_bytes(buffer);
  const std::array<std::uint64_t, 4> numbers = {manifest.sequence, manifest.store, manifest.epoch,
                                                manifest.next_number};
  for (std::size_t index = 0; index < numbers.size(); ++index) {
    store_u64(bytes.data() + numbers_offset + index * sizeof(std::uint64_t), numbers[index]);
  }
  store_u32(bytes.data() + segment_count_offset,
            static_cast<std::uint32_t>(manifest.segments.size()));
  std::byte* entry = bytes.data() + manifest_head_bytes;
  for (const ManifestEntry& segment : manifest.segments) {
    store_u32(entry, segment.number);
    store_u32(entry + 4, segment.sealed ? 1 : 0);
    store_u64(entry + 8, segment.end);
    store_u64(entry + 16, segment.salt);
    entry += manifest_entry_bytes;
  }
  put_stamp(bytes, manifest_magic, manifest_version);
  return buffer;
}

Result<Manifest> decode_manifest(Bytes bytes) {
  TRY_ASSIGN(bytes, check_stamp(bytes, manifest_magic, manifest_version));
  if (bytes.size() < manifest_head_bytes) return Error{ErrorCode::corrupt};
  const std::uint64_t count = load_u32(bytes.data() + segment_count_offset);
  if (bytes.size() != manifest_head_bytes + count * manifest_entry_bytes)
    return Error{ErrorCode::corrupt};
  Manifest manifest = {
      .sequence = load_u64(bytes.data() + numbers_offset),
      .store = load_u64(bytes.data() + numbers_offset + 8),
      .epoch = load_u64(bytes.data() + numbers_offset + 16),
      .next_number = static_cast<std::uint32_t>(load_u64(bytes.data() + numbers_offset + 24))};
  manifest.segments.reserve(count);
  for (std::size_t index = 0; index < count; ++index) {
    manifest.segments.push_back(
        decode_manifest_entry(bytes.data() + manifest_head_bytes + index * manifest_entry_bytes));
  }
  return manifest;
}

ManifestEntry decode_manifest_entry(const std::byte* entry) {
  return {.number = load_u32(entry),
          .sealed = load_u32(entry + 4) != 0,
          .end = load_u64(entry + 8),
          .salt = load_u64(entry + 16)};
}

}  // namespace powercut
