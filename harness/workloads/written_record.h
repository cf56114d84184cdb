// written_record(): writes a record in the format of docs/FORMAT.md without the engine's code. It
// serves values that contain a record; the reader of reference_log.h uses its CRC-32.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// The CRC-32 of zlib, computed bit by bit.
std::uint32_t bitwise_crc32(std::string_view bytes);

// value: nullopt makes the record of a remove.
std::string written_record(std::string_view key, std::optional<std::string_view> value);

}  // namespace powercut
