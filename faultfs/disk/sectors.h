// sector_bytes: the unit that a disk overwrites as a whole.
#pragma once

#include <cstdint>

namespace powercut {

inline constexpr std::uint64_t sector_bytes = 512;

// The number of bytes that are there of a write that was cut after `bytes` bytes, on a disk that
// changes existing sectors as a whole. Bytes that extend the file may end anywhere.
constexpr std::uint64_t in_whole_sectors(std::uint64_t offset, std::uint64_t bytes,
                                         std::uint64_t file_bytes) {
  std::uint64_t place = offset + bytes;
  if (place >= file_bytes) return bytes;
  std::uint64_t edge = place / sector_bytes * sector_bytes;
  return edge > offset ? edge - offset : 0;
}

}  // namespace powercut
