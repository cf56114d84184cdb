// Reading and writing the files that a user names.
#pragma once

#include <string>
#include <string_view>

#include "engine/io/result.h"

namespace powercut {

// too_large if the file is longer than the limit; nothing is allocated by a size that is over it.
Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max);

// Replaces the file. "-" is standard output.
Result<void> write_whole_file(const std::string& path, std::string_view text);

}  // namespace powercut
