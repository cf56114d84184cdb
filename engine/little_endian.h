// Reads and writes integers as they are in files: little endian, whatever the machine.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace powercut {

inline std::uint16_t load_u16(const std::byte* source) {
  std::uint16_t value;
  std::memcpy(&value, source, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  return value;
}

inline void store_u16(std::byte* target, std::uint16_t value) {
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  std::memcpy(target, &value, sizeof value);
}

inline std::uint32_t load_u32(const std::byte* source) {
  std::uint32_t value;
  std::memcpy(&value, source, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  return value;
}

inline void store_u32(std::byte* target, std::uint32_t value) {
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  std::memcpy(target, &value, sizeof value);
}

inline std::uint64_t load_u64(const std::byte* source) {
  std::uint64_t value;
  std::memcpy(&value, source, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  return value;
}

inline void store_u64(std::byte* target, std::uint64_t value) {
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  std::memcpy(target, &value, sizeof value);
}

}  // namespace powercut
