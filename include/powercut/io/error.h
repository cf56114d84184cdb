// Error: says why an operation failed, in 8 bytes.
//
// The code says what a caller needs for a decision. The errno of the operating system, if there was
// one, is kept for the message. An Error has no path and no text: the code that reports it knows
// the operation, and names it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace powercut {

enum class ErrorCode : std::uint32_t {
  not_found,          // no such file, directory or parent directory
  already_exists,     // the name is taken: of make_dir and link
  is_directory,       // a file was needed, a directory is there
  not_directory,      // a directory was needed, a file is there
  not_empty,          // a directory with entries cannot be replaced
  permission_denied,  // the operating system refuses access, or the file system is read-only
  not_writable,       // write, truncate, sync or the like on a handle that was opened for reading
  invalid_argument,   // no state of the store or disk allows this call (a NUL in a path)
  too_large,          // above a limit of the file system or of the store's format
  no_space,           // the disk or a quota is full
  too_many_files,     // the process or the system has no descriptor left; nothing was tried
  io_failed,          // the device failed; it is not known which bytes reached it
  locked,             // another holder has the lock
  corrupt,            // the bytes are not those that were written, or not in this format
  newer_version,      // written by a newer version of this software
  not_a_store,        // the files that are there belong to something else
  refused,            // the store takes no changes after a failed sync; reopen it
  closed,             // the store is closed
  unsupported,        // this store does not have this operation
};

struct Error {
  ErrorCode code;
  std::int32_t os_errno = 0;  // 0: the error did not come from the operating system

  friend bool operator==(const Error&, const Error&) = default;
};
static_assert(sizeof(Error) == 8);

// The code's name, as reports and fault rules have it: "no_space".
std::string_view name_of(ErrorCode code);

// A phrase for people: "no space left (ENOSPC)".
std::string describe(Error error);

// The Error for an errno value; an unknown one becomes io_failed.
Error error_from_errno(int os_errno);

}  // namespace powercut
