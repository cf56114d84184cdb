// RecordPlace: says where in the segments of a CaskStore a record is.
#pragma once

#include <cstdint>

namespace powercut {

struct RecordPlace {
  std::uint32_t segment;  // its number
  std::uint32_t offset;   // of the record's first byte in the segment
  std::uint32_t bytes;    // of the whole record

  friend bool operator==(const RecordPlace&, const RecordPlace&) = default;
};

}  // namespace powercut
