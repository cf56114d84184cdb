// The bytes of a record; docs/FORMAT.md explains them. These numbers never change.
//
//   0        4           8             12     12 + key_length
//   [crc:4 ] [key_length:4] [value_length:4] [key] [value]
//
// Little endian; crc is the CRC-32 of everything after itself; lengths are signed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace powercut {

inline constexpr std::size_t record_key_length_offset = 4;
inline constexpr std::size_t record_value_length_offset = 8;
inline constexpr std::size_t record_header_bytes = 12;
static_assert(record_key_length_offset == sizeof(std::uint32_t));
static_assert(record_header_bytes == record_value_length_offset + sizeof(std::int32_t));

// A value length below zero is a kind of record, without value bytes.
inline constexpr std::int32_t value_length_of_remove = -1;
inline constexpr std::int32_t value_length_of_batch = -2;

// The longest key, and the longest value.
inline constexpr std::size_t record_part_bytes_max = std::numeric_limits<std::int32_t>::max();

// The longest body of a batch: replay holds one in memory.
inline constexpr std::size_t batch_body_bytes_max = std::size_t{64} * 1024 * 1024;
static_assert(batch_body_bytes_max <= record_part_bytes_max);

}  // namespace powercut
