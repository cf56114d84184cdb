#include "powercut/io/posix_file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "engine/io/macros.h"
#include "engine/io/posix/posix_descriptor.h"
#include "engine/io/posix/posix_file.h"

namespace powercut {
namespace {

class PosixFileLock : public FileLock {
 public:
  explicit PosixFileLock(PosixDescriptor descriptor) : descriptor_(std::move(descriptor)) {}

 private:
  PosixDescriptor descriptor_;  // closing it releases the flock
};

// The path with a NUL behind it. One inside would let the system see another, shorter path.
Result<std::string> system_path(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return Error{ErrorCode::invalid_argument};
  return std::string(path);
}

int flags_of(OpenMode mode) {
  switch (mode) {
    case OpenMode::read:
      return O_RDONLY;
    case OpenMode::write:
      return O_RDWR;
    case OpenMode::create:
    case OpenMode::replace:  // emptied only once it is known to be a regular file
      return O_RDWR | O_CREAT;
  }
  check_failed("mode is an OpenMode", __FILE__, __LINE__);
}

}  // namespace

Result<std::unique_ptr<File>> PosixFileSystem::open(std::string_view path, OpenMode mode) {
  TRY_ASSIGN(const std::string name, system_path(path));
  TRY_ASSIGN(PosixDescriptor descriptor, PosixDescriptor::open_regular(name, flags_of(mode)));
  const auto access =
      mode == OpenMode::read ? PosixFile::Access::read_only : PosixFile::Access::read_write;
  std::unique_ptr<File> file = std::make_unique<PosixFile>(std::move(descriptor), access);
  if (mode == OpenMode::replace) TRY(file->truncate(0));
  return file;
}

Result<std::unique_ptr<FileLock>> PosixFileSystem::lock(std::string_view path) {
  TRY_ASSIGN(const std::string name, system_path(path));
  TRY_ASSIGN(PosixDescriptor descriptor, PosixDescriptor::open_regular(name, O_RDWR | O_CREAT));
  // Taken means EWOULDBLOCK, which is ErrorCode::locked.
  if (retry_interrupted([&] { return ::flock(descriptor.number(), LOCK_EX | LOCK_NB); }) < 0) {
    return error_from_errno();
  }
  std::unique_ptr<FileLock> lock = std::make_unique<PosixFileLock>(std::move(descriptor));
  return lock;
}

Result<void> PosixFileSystem::remove(std::string_view path) {
  TRY_ASSIGN(const std::string name, system_path(path));
  if (retry_interrupted([&] { return ::unlink(name.c_str()); }) < 0) return error_from_errno();
  return {};
}

Result<void> PosixFileSystem::rename(std::string_view source, std::string_view target) {
  TRY_ASSIGN(const std::string source_name, system_path(source));
  TRY_ASSIGN(const std::string target_name, system_path(target));
  const int returned =
      retry_interrupted([&] { return std::rename(source_name.c_str(), target_name.c_str()); });
  if (returned == 0) return {};
  // POSIX lets a file system say EEXIST of a directory with entries.
  if (errno == EEXIST) return Error{ErrorCode::not_empty, EEXIST};
  return error_from_errno();
}

Result<void> PosixFileSystem::link(std::string_view source, std::string_view target) {
  TRY_ASSIGN(const std::string source_name, system_path(source));
  TRY_ASSIGN(const std::string target_name, system_path(target));
  const int returned = retry_interrupted(
      [&] { return ::linkat(AT_FDCWD, source_name.c_str(), AT_FDCWD, target_name.c_str(), 0); });
  if (returned == 0) return {};
  const int os_errno = errno;
  // EPERM: of a directory, of a file system without links, or of a file that is not ours.
  struct stat status{};
  const bool is_directory =
      os_errno == EPERM && ::lstat(source_name.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (is_directory) return Error{ErrorCode::is_directory, os_errno};
  return error_from_errno(os_errno);
}

Result<std::vector<std::string>> PosixFileSystem::list(std::string_view path) {
  TRY_ASSIGN(const std::string name, system_path(path));
  DIR* opened = ::opendir(name.c_str());
  while (opened == nullptr && errno == EINTR) opened = ::opendir(name.c_str());
  if (opened == nullptr) return error_from_errno();
  const auto close = [](DIR* directory) { ::closedir(directory); };
  const std::unique_ptr<DIR, decltype(close)> directory(opened, close);

  std::vector<std::string> names;
  for (;;) {
    errno = 0;  // the end and an error both give a null entry
    const dirent* entry = ::readdir(directory.get());
    if (entry == nullptr && errno == EINTR) continue;
    if (entry == nullptr) break;
    const std::string_view entry_name = entry->d_name;
    if (entry_name != "." && entry_name != "..") names.emplace_back(entry_name);
  }
  if (errno != 0) return error_from_errno();
  std::ranges::sort(names);
  return names;
}

Result<void> PosixFileSystem::make_dir(std::string_view path) {
  TRY_ASSIGN(const std::string name, system_path(path));
  if (retry_interrupted([&] { return ::mkdir(name.c_str(), 0755); }) < 0) {
    return error_from_errno();
  }
  return {};
}

Result<void> PosixFileSystem::sync_dir(std::string_view path) {
  TRY_ASSIGN(const std::string name, system_path(path));
  TRY_ASSIGN(const PosixDescriptor directory, PosixDescriptor::open(name, O_RDONLY | O_DIRECTORY));
  // Some file systems cannot sync a directory and say EINVAL. That is an error here: a promise that
  // nobody keeps must not be acknowledged.
  if (retry_interrupted([&] { return ::fsync(directory.number()); }) < 0) {
    return error_from_errno();
  }
  return {};
}

}  // namespace powercut
