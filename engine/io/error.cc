#include "powercut/io/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace powercut {
namespace {

struct Wording {
  std::string_view name;
  std::string_view phrase;
};

constexpr Wording wording_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found:
      return {"not_found", "not found"};
    case ErrorCode::already_exists:
      return {"already_exists", "already exists"};
    case ErrorCode::is_directory:
      return {"is_directory", "is a directory"};
    case ErrorCode::not_directory:
      return {"not_directory", "not a directory"};
    case ErrorCode::not_empty:
      return {"not_empty", "directory not empty"};
    case ErrorCode::permission_denied:
      return {"permission_denied", "permission denied"};
    case ErrorCode::not_writable:
      return {"not_writable", "not open for writing"};
    case ErrorCode::invalid_argument:
      return {"invalid_argument", "invalid argument"};
    case ErrorCode::too_large:
      return {"too_large", "too large"};
    case ErrorCode::no_space:
      return {"no_space", "no space left"};
    case ErrorCode::too_many_files:
      return {"too_many_files", "too many open files"};
    case ErrorCode::io_failed:
      return {"io_failed", "input or output failed"};
    case ErrorCode::locked:
      return {"locked", "locked by another holder"};
    case ErrorCode::corrupt:
      return {"corrupt", "corrupt data"};
    case ErrorCode::newer_version:
      return {"newer_version", "written by a newer version"};
    case ErrorCode::not_a_store:
      return {"not_a_store", "not a store, other things are there"};
    case ErrorCode::refused:
      return {"refused", "refused since a sync failed, reopen the store"};
    case ErrorCode::closed:
      return {"closed", "the store is closed"};
    case ErrorCode::unsupported:
      return {"unsupported", "not supported by this store"};
  }
  return {"?", "unknown error"};
}

ErrorCode code_from_errno(int os_errno) {
  switch (os_errno) {
    case ENOENT:
      return ErrorCode::not_found;
    case EEXIST:
      return ErrorCode::already_exists;
    case EISDIR:
      return ErrorCode::is_directory;
    case ENOTDIR:
      return ErrorCode::not_directory;
    case ENOTEMPTY:
      return ErrorCode::not_empty;
    case EACCES:
    case EPERM:
    case EROFS:
    case ETXTBSY:
      return ErrorCode::permission_denied;
    case EBADF:  // what a write on a handle without write access gives
      return ErrorCode::not_writable;
    case EINVAL:
    case EBUSY:  // renaming a root or a mount point
    case ELOOP:
    case EXDEV:
      return ErrorCode::invalid_argument;
    case EFBIG:
    case EOVERFLOW:
    case ENAMETOOLONG:
      return ErrorCode::too_large;
    case ENOSPC:
    case EDQUOT:
      return ErrorCode::no_space;
    case EMFILE:
    case ENFILE:
      return ErrorCode::too_many_files;
    case EWOULDBLOCK:
      return ErrorCode::locked;
    default:
      return ErrorCode::io_failed;
  }
}

}  // namespace

std::string_view name_of(ErrorCode code) { return wording_of(code).name; }

std::string describe(Error error) {
  const std::string_view phrase = wording_of(error.code).phrase;
  if (error.os_errno == 0) return std::string(phrase);
  if (const char* errno_name = ::strerrorname_np(error.os_errno)) {
    return fmt::format("{} ({})", phrase, errno_name);
  }
  return fmt::format("{} (errno {})", phrase, error.os_errno);
}

Error error_from_errno(int os_errno) { return {code_from_errno(os_errno), os_errno}; }

}  // namespace powercut
