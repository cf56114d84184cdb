// Whole transfers over a File, whose read and write may stop short.
#pragma once

#include "powercut/io/file.h"

namespace powercut {

// Fills target from the offset on; returns fewer bytes only where the file ends.
Result<std::size_t> read_full(File& file, std::uint64_t offset, MutableBytes target);

// Writes all of source, or fails. After an error any part of source may have been taken, in any of
// the calls that it took.
Result<void> write_full(File& file, std::uint64_t offset, Bytes source);

}  // namespace powercut
