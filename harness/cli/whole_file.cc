#include "harness/cli/whole_file.h"

#include <cerrno>
#include <cstdio>

#include "engine/io/posix_file_system.h"
#include "engine/io/transfer.h"

namespace powercut {

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

Result<void> write_whole_file(const std::string& path, std::string_view text) {
  if (path == "-") {
    std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
    if (written != text.size() || std::fflush(stdout) != 0) return error_from_errno(errno);
    return {};
  }
  PosixFileSystem files;
  TRY_ASSIGN(auto file, files.open(path, OpenMode::replace));
  return write_full(*file, 0, as_bytes(text));
}

}  // namespace powercut
