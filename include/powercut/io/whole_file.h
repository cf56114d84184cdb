// Reading and writing the files that a user names.
//
// A file is never left half-written: its new content goes to NAME.powercut-part beside it, is
// synced, and takes the name in one step. A name that is a symbolic link keeps being one.
#pragma once

#include <string>
#include <string_view>

#include "powercut/io/result.h"

namespace powercut {

// too_large if the file is longer than the limit; nothing is allocated by a size that is over it.
Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max);

// For a person: why a file could not be read that has such a limit.
std::string why_not_read(Error error, std::uint64_t bytes_max);

// For a person: why a file could not be written.
std::string why_not_written(Error error);

// Whether write_whole_file() could, as far as can be said before; leaves all as it was.
Result<void> check_writable(const std::string& path);

// Replaces the file. "-" is standard output.
Result<void> write_whole_file(const std::string& path, std::string_view text);

}  // namespace powercut
