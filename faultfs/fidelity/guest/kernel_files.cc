#include "faultfs/fidelity/guest/kernel_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faultfs/fidelity/guest/kernel_check.h"

namespace powercut {

namespace {

constexpr const char* stranger = "stranger";
constexpr std::uint64_t page_bytes = 4096;

void sync_directory(const std::string& path) {
  int directory = check(open(path.c_str(), O_RDONLY | O_DIRECTORY), path.c_str());
  check(fsync(directory), "fsync of a directory");
  close(directory);
}

bool read_content(const std::string& path, std::string& content) {
  int file = open(path.c_str(), O_RDONLY);
  if (file < 0) return false;
  char buffer[65536];
  ssize_t count = 0;
  while ((count = read(file, buffer, sizeof buffer)) > 0) {
    content.append(buffer, static_cast<std::size_t>(count));
    if (content.size() > 4 * LitmusProgram::file_bytes_max) break;
  }
  close(file);
  return count >= 0;
}

bool add_tree(const std::string& root, const std::string& prefix, FileTree& tree) {
  DIR* directory = opendir((root + "/" + prefix).c_str());
  if (directory == nullptr) return false;
  bool is_readable = true;
  while (const dirent* entry = readdir(directory)) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (prefix.empty() && (name == "lost+found" || name == stranger)) continue;
    struct stat status{};
    const std::string path = root + "/" + prefix + name;
    if (lstat(path.c_str(), &status) != 0) {
      is_readable = false;
    } else if (S_ISDIR(status.st_mode)) {
      tree[prefix + name] = std::nullopt;
      is_readable &= add_tree(root, prefix + name + "/", tree);
    } else {
      std::string content;
      is_readable &= read_content(path, content);
      tree[prefix + name] = std::move(content);
    }
  }
  closedir(directory);
  return is_readable;
}

}  // namespace

void KernelFiles::perform(const LitmusCall& call, char letter) {
  using Kind = LitmusCall::Kind;
  const std::string path = at(call.path);
  const std::string text = to_text(call);
  const char* what = text.c_str();
  switch (call.kind) {
    case Kind::create:
      handle(call.path, O_CREAT);
      break;
    case Kind::replace:
      close_all();
      handle(call.path, O_CREAT | O_TRUNC);
      break;
    case Kind::write: {
      const std::string bytes(call.length, letter);
      ssize_t count = pwrite(handle(call.path, O_CREAT), bytes.data(), bytes.size(),
                             static_cast<off_t>(call.offset));
      check(count == static_cast<ssize_t>(bytes.size()) ? 0 : -1, what);
      break;
    }
    case Kind::truncate:
      check(ftruncate(handle(call.path, 0), static_cast<off_t>(call.length)), what);
      break;
    case Kind::allocate: {
      int file = handle(call.path, 0);
      struct stat status{};
      check(fstat(file, &status), what);
      if (static_cast<std::uint64_t>(status.st_size) >= call.length) break;
      check(fallocate(file, 0, 0, static_cast<off_t>(call.length)), what);
      break;
    }
    case Kind::reserve:
      check(
          fallocate(handle(call.path, 0), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(call.length)),
          what);
      break;
    case Kind::rename: {
      check(rename(path.c_str(), at(call.target).c_str()), what);
      auto node = handles_.extract(call.path);
      if (auto old = handles_.extract(call.target)) close(old.mapped());
      if (node) handles_[call.target] = node.mapped();
      break;
    }
    case Kind::link:
      check(link(path.c_str(), at(call.target).c_str()), what);
      break;
    case Kind::remove:
      check(unlink(path.c_str()), what);
      if (auto node = handles_.extract(call.path)) close(node.mapped());
      break;
    case Kind::make_dir:
      check(mkdir(path.c_str(), 0700), what);
      break;
    case Kind::sync:
      check(fsync(handle(call.path, 0)), what);
      break;
    case Kind::sync_data:
      check(fdatasync(handle(call.path, 0)), what);
      break;
    case Kind::sync_dir:
      sync_directory(path);
      break;
    case Kind::close:
      if (auto node = handles_.extract(call.path)) close(node.mapped());
      break;
  }
}

int KernelFiles::handle(const std::string& path, int flags) {
  auto found = handles_.find(path);
  if (found != handles_.end()) return found->second;
  int file = check(open(at(path).c_str(), O_RDWR | flags, 0600), path.c_str());
  handles_[path] = file;
  return file;
}

void KernelFiles::write_back_pages(bool last) {
  for (const auto& [path, file] : handles_) {
    struct stat status{};
    check(fstat(file, &status), "fstat");
    if (status.st_size == 0) continue;
    std::uint64_t page = last ? (static_cast<std::uint64_t>(status.st_size) - 1) / page_bytes : 0;
    constexpr unsigned waits =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    check(sync_file_range(file, static_cast<off_t>(page * page_bytes), page_bytes, waits),
          "sync_file_range");
  }
}

bool KernelFiles::try_to_sync_stranger() {
  int file = open(at(stranger).c_str(), O_WRONLY | O_APPEND);
  if (file < 0) return false;
  const bool is_synced = write(file, "s", 1) == 1 && fsync(file) == 0;
  close(file);
  return is_synced;
}

// It grows: where only bytes and no size have changed, a sync may leave the journal alone.
void KernelFiles::sync_stranger() {
  const std::string path = at(stranger);
  int file = check(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), stranger);
  check(static_cast<int>(write(file, "s", 1)), stranger);
  check(fsync(file), stranger);
  close(file);
}

void KernelFiles::close_all() {
  for (const auto& [path, file] : handles_) close(file);
  handles_.clear();
}

std::optional<FileTree> KernelFiles::tree_at(const std::string& root) {
  FileTree tree;
  if (!add_tree(root, "", tree)) return std::nullopt;
  return tree;
}

}  // namespace powercut
