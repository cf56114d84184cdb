// PosixFileSystem: the operating system behind the file interface.
//
// Paths go to the system as they are. EINTR is retried. A lock is an flock on the lock file, so a
// second lock fails in this process, too, and a killed process leaves none behind; a child made by
// fork shares the lock until it ends or calls exec. Only regular files are opened: anything else (a
// directory, a pipe, a device) is refused without blocking. Symbolic links are followed by open and
// lock, not by remove, rename and link.
//
// A file beyond the process's size limit (RLIMIT_FSIZE) raises SIGXFSZ, which kills the process
// unless it is ignored; ignored, the write fails with too_large.
// Threads: any.
#pragma once

#include "powercut/io/file_system.h"

namespace powercut {

class PosixFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override;
  Result<std::unique_ptr<FileLock>> lock(std::string_view path) override;
  Result<void> remove(std::string_view path) override;
  Result<void> rename(std::string_view source, std::string_view target) override;
  Result<void> link(std::string_view source, std::string_view target) override;
  Result<std::vector<std::string>> list(std::string_view path) override;
  Result<void> make_dir(std::string_view path) override;
  Result<void> sync_dir(std::string_view path) override;
};

}  // namespace powercut
