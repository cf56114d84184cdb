// A record of the log of docs/FORMAT.md, written without the engine's code: for values that hold
// one, and for the slow reader of logs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// CRC-32 as zlib has it, bit by bit.
std::uint32_t bitwise_crc32(std::string_view bytes);

// No value: a remove.
std::string written_record(std::string_view key, std::optional<std::string_view> value);

}  // namespace powercut
