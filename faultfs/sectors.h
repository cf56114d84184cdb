// Sectors: the unit that a disk overwrites as a whole.
#pragma once

#include <cstdint>

namespace powercut {

inline constexpr std::uint64_t sector_bytes = 512;

// How many of the first so many bytes of a write are there where existing sectors change as a
// whole; bytes that extend the file may end anywhere.
constexpr std::uint64_t in_whole_sectors(std::uint64_t offset, std::uint64_t bytes,
                                         std::uint64_t file_bytes) {
  std::uint64_t place = offset + bytes;
  if (place >= file_bytes) return bytes;
  std::uint64_t edge = place / sector_bytes * sector_bytes;
  return edge > offset ? edge - offset : 0;
}

}  // namespace powercut
