// FileCall: one call of the file interface as data, so that the same calls can be made on two file
// systems and what they say compared, text by text.
//
// Paths are few, so that calls meet: nested directories, a missing parent, files where directories
// are needed. Handles and locks live in slots and stay open until the slot is used again, so that
// they outlive removals and renames.
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "powercut/io/file_system.h"

namespace powercut {

struct FileCall {
  enum class Kind : std::uint8_t {
    open,
    close,
    read,
    write,
    truncate,
    allocate,
    view,
    sync,
    sync_data,
    size,
    lock,
    unlock,
    remove,
    rename,
    list,
    make_dir,
    sync_dir,
    link,
    reserve,
  };
  static constexpr int kind_count = 19;
  static constexpr std::size_t slot_count = 3;

  Kind kind = Kind::open;
  OpenMode mode = OpenMode::read;
  std::size_t slot = 0;
  std::string path = {};
  std::string target = {};   // of a rename or a link
  std::uint64_t offset = 0;  // or the new size; of a view, in the file at the path
  std::size_t length = 0;
};

std::ostream& operator<<(std::ostream& stream, const FileCall& call);

// Makes calls in a directory of a file system that is otherwise empty.
class FileCallRunner {
 public:
  // Paths of calls are relative to the root. `files` must outlive this.
  FileCallRunner(FileSystem& files, std::string root) : files_(files), root_(std::move(root)) {}

  // Returns the call's result: "ok", "ok 5", "not_found".
  std::string run(const FileCall& call);

  // All that is there now, read through the interface: "a=xy d/ d/b=".
  std::string tree();

 private:
  std::string full(const std::string& path) const;
  std::string run_on_handle(const FileCall& call);
  std::string run_on_path(const FileCall& call);
  std::string view(const std::string& path, const FileCall& call);
  void append_tree(const std::string& directory, std::string& text);

  FileSystem& files_;
  std::string root_;
  std::array<std::unique_ptr<File>, FileCall::slot_count> handles_;
  std::array<std::unique_ptr<FileLock>, FileCall::slot_count> locks_;
  int writes_ = 0;
};

}  // namespace powercut
