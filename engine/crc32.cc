#include "engine/crc32.h"

#include <libdeflate.h>

namespace powercut {

std::uint32_t crc32(std::uint32_t checksum, Bytes bytes) {
  // libdeflate takes a null pointer for "give me the start value", whatever the checksum.
  if (bytes.empty()) return checksum;
  return libdeflate_crc32(checksum, bytes.data(), bytes.size());
}

}  // namespace powercut
