// Counts zeros, eight bytes at a time, since files are made longer with zeros by the gigabyte.
#pragma once

#include "engine/little_endian.h"
#include "powercut/io/bytes.h"

namespace powercut {

// Returns how many zeros are at the front of the bytes.
inline std::uint64_t zeros_at_front(Bytes bytes) {
  std::uint64_t count = 0;
  while (bytes.size() - count >= sizeof(std::uint64_t) && load_u64(bytes.data() + count) == 0) {
    count += sizeof(std::uint64_t);
  }
  while (count < bytes.size() && bytes[count] == std::byte{0}) ++count;
  return count;
}

// Returns the number of bytes without the zeros at their end.
inline std::uint64_t bytes_without_zeros(Bytes bytes) {
  std::uint64_t count = bytes.size();
  while (count >= sizeof(std::uint64_t) &&
         load_u64(bytes.data() + count - sizeof(std::uint64_t)) == 0) {
    count -= sizeof(std::uint64_t);
  }
  while (count > 0 && bytes[count - 1] == std::byte{0}) --count;
  return count;
}

}  // namespace powercut
