#include "powercut/io/whole_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "engine/io/macros.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/transfer.h"

namespace powercut {

namespace {

// The file that a link leads to; the path itself where it leads to nothing yet.
std::string target_of(const std::string& path) {
  std::error_code unknown;
  auto target = std::filesystem::canonical(path, unknown);
  return unknown ? path : target.string();
}

std::string part_of(const std::string& target) { return target + ".powercut-part"; }

std::string folder_of(const std::string& target) {
  std::string folder = std::filesystem::path(target).parent_path().string();
  return folder.empty() ? "." : folder;
}

Result<void> write_and_sync(FileSystem& files, const std::string& path, std::string_view text) {
  TRY_ASSIGN(auto file, files.open(path, OpenMode::replace));
  TRY(write_full(*file, 0, as_bytes(text)));
  return file->sync();
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max) {
  PosixFileSystem files;
  TRY_ASSIGN(auto file, files.open(path, OpenMode::read));
  TRY_ASSIGN(std::uint64_t size, file->size());
  if (size > bytes_max) return Error{ErrorCode::too_large};
  std::string text(size, '\0');
  TRY_ASSIGN(std::size_t length, read_full(*file, 0, as_mutable_bytes(text)));
  text.resize(length);
  return text;
}

std::string why_not_read(Error error, std::uint64_t bytes_max) {
  if (error.code != ErrorCode::too_large) return why_not_written(error);
  return fmt::format("it is longer than {} MiB", bytes_max >> 20U);
}

std::string why_not_written(Error error) {
  // That of a device, a pipe or a socket; the names of files are whole.
  if (error.code == ErrorCode::invalid_argument) return "it is no regular file";
  return describe(error);
}

Result<void> check_writable(const std::string& path) {
  if (path == "-") return {};
  PosixFileSystem files;
  std::string target = target_of(path);
  if (auto there = files.open(target, OpenMode::write);
      !there.ok() && there.error().code != ErrorCode::not_found) {
    return there.error();
  }
  TRY_ASSIGN(auto part, files.open(part_of(target), OpenMode::replace));
  return files.remove(part_of(target));
}

Result<void> write_whole_file(const std::string& path, std::string_view text) {
  if (path == "-") {
    std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
    if (written != text.size() || std::fflush(stdout) != 0) return error_from_errno(errno);
    return {};
  }
  PosixFileSystem files;
  std::string target = target_of(path);
  Result<void> replaced = write_and_sync(files, part_of(target), text);
  if (replaced.ok()) replaced = files.rename(part_of(target), target);
  if (!replaced.ok()) {
    static_cast<void>(files.remove(part_of(target)));
    return replaced;
  }
  return files.sync_dir(folder_of(target));
}

}  // namespace powercut
