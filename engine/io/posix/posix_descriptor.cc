#include "engine/io/posix/posix_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace powercut {

PosixDescriptor::~PosixDescriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<PosixDescriptor> PosixDescriptor::open(const std::string& path, int flags) {
  // Without O_NONBLOCK, opening a pipe waits for its other end; to a regular file it means nothing.
  const int all_flags = flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  const int number = retry_interrupted([&] { return ::open(path.c_str(), all_flags, 0644); });
  if (number < 0) return error_from_errno();
  return PosixDescriptor(number);
}

Result<PosixDescriptor> PosixDescriptor::open_regular(const std::string& path, int flags) {
  Result<PosixDescriptor> opened = open(path, flags);
  if (!opened.ok()) {
    // Linux returns this for a socket; from a disk the same number would be a device that has gone.
    if (opened.error().os_errno == ENXIO) return Error{ErrorCode::invalid_argument, ENXIO};
    return opened;
  }
  struct stat status;
  if (retry_interrupted([&] { return ::fstat(opened->number(), &status); }) < 0) {
    return error_from_errno();
  }
  // Opened for reading alone, a directory is let through by the system.
  if (S_ISDIR(status.st_mode)) return error_from_errno(EISDIR);
  if (!S_ISREG(status.st_mode)) return Error{ErrorCode::invalid_argument};
  return opened;
}

}  // namespace powercut
