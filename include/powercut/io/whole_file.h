// Reads and writes the files that a user names.
//
// A crash never leaves a file half-written: the new content goes to NAME.powercut-part beside it,
// is synced, and takes the name in one step. A name that is a symbolic link remains one.
#pragma once

#include <string>
#include <string_view>

#include "powercut/io/result.h"

namespace powercut {

// Reads the file. A file longer than the limit gives too_large, and no memory is allocated for it.
Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max);

// For people: why a file could not be read under this limit.
std::string why_not_read(Error error, std::uint64_t bytes_max);

// For people: why a file could not be written.
std::string why_not_written(Error error);

// Checks, as far as possible beforehand, that write_whole_file() can write to the path. It leaves
// the file as it is.
Result<void> check_writable(const std::string& path);

// Replaces the content of the file. "-" is standard output.
Result<void> write_whole_file(const std::string& path, std::string_view text);

}  // namespace powercut
