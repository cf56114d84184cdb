// PosixFileSystem: implements the file interface with the calls of the operating system.
//
// It passes paths to the system as they are. It repeats a call that EINTR broke off. A lock is an
// flock on the lock file: a second lock also fails in the same process, and a killed process leaves
// no lock behind. A child made by fork shares the lock until it ends or calls exec. open accepts
// regular files only: it refuses anything else (a directory, a pipe, a device) without blocking.
// open and lock follow symbolic links; remove, rename and link do not.
//
// A write beyond the process's limit of file sizes (RLIMIT_FSIZE) raises SIGXFSZ, which kills the
// process. If the process ignores that signal, the write fails with too_large. Threads: any.
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
