// Computes the CRC-32 with zlib's polynomial and conventions, by libdeflate's vectorised code.
#pragma once

#include <cstdint>

#include "powercut/io/bytes.h"

namespace powercut {

// Goes on from the checksum of the bytes before; 0 begins.
std::uint32_t crc32(std::uint32_t checksum, Bytes bytes);

}  // namespace powercut
