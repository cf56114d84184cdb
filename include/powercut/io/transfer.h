// Reads and writes whole ranges of a File, whose own read and write may stop short.
#pragma once

#include "powercut/io/file.h"

namespace powercut {

// Fills target with the bytes from the offset on. It returns fewer bytes only if the file ends.
Result<std::size_t> read_full(File& file, std::uint64_t offset, MutableBytes target);

// Writes all of source, or fails. After an error any part of source may have been written.
Result<void> write_full(File& file, std::uint64_t offset, Bytes source);

}  // namespace powercut
