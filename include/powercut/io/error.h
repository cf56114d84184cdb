// Error: why an operation failed, in 8 bytes.
//
// A code says what the caller can decide upon; the operating system's errno, where there was one,
// is kept for the message. An Error carries no path and no text: the code that reports it knows
// what it was doing and says so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace powercut {

enum class ErrorCode : std::uint32_t {
  not_found,          // no such file, directory or parent directory
  already_exists,     // make_dir on a name that is taken
  is_directory,       // a file was needed, a directory is there
  not_directory,      // a directory was needed, a file is there
  not_empty,          // a directory with entries cannot be replaced
  permission_denied,  // the operating system refuses access, or the file system is read-only
  not_writable,       // write, truncate or sync on a handle that was opened for reading
  invalid_argument,   // the call makes no sense, whatever the state (a NUL in a path)
  too_large,          // over a limit of the file system or of the store's format
  no_space,           // the disk or a quota is full
  too_many_files,     // the process, or the system, has no descriptor left; nothing was tried
  io_failed,          // the device failed; what reached it is in doubt
  locked,             // another holder has the lock
  corrupt,            // bytes at rest are not what was written, or not of this format
  newer_version,      // written by a newer version of this software
  not_a_store,        // what is there belongs to something else
  refused,            // the store takes no more writes since a sync failed; reopen it
  closed,             // the store is closed
  unsupported,        // this store does not have this operation
};

struct Error {
  ErrorCode code;
  std::int32_t os_errno = 0;  // 0: the error did not come from the operating system

  friend bool operator==(const Error&, const Error&) = default;
};
static_assert(sizeof(Error) == 8);

// The code's name as it is written in reports and fault rules: "no_space".
std::string_view name_of(ErrorCode code);

// A phrase for a person: "no space left (ENOSPC)".
std::string describe(Error error);

// The Error for an errno value; an unknown one becomes io_failed.
Error error_from_errno(int os_errno);

}  // namespace powercut
