#include "props/file_call.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ostream>
#include <string_view>

#include "powercut/io/path.h"

namespace powercut {
namespace {

constexpr std::array<std::string_view, FileCall::kind_count> call_names{
    "open", "close",     "read",     "write", "truncate", "allocate", "view",
    "sync", "sync_data", "size",     "lock",  "unlock",   "remove",   "rename",
    "list", "make_dir",  "sync_dir", "link",  "reserve"};
constexpr std::array<std::string_view, 4> mode_names{"read", "write", "create", "replace"};

std::string outcome(const Result<void>& result) {
  return result.ok() ? "ok" : std::string(name_of(result.error().code));
}

template <typename T>
std::string outcome(const Result<T>& result) {
  return result.ok() ? fmt::format("ok {}", *result) : std::string(name_of(result.error().code));
}

// An opened or locked file stays in the slot; a failure leaves the slot as it was.
template <typename T>
std::string keep(Result<std::unique_ptr<T>> result, std::unique_ptr<T>& slot) {
  if (!result.ok()) return std::string(name_of(result.error().code));
  slot = std::move(*result);
  return "ok";
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const FileCall& call) {
  return stream << fmt::format(
             "{} {} target={} slot={} mode={} offset={} length={}",
             call_names[static_cast<std::size_t>(call.kind)], call.path, call.target, call.slot,
             mode_names[static_cast<std::size_t>(call.mode)], call.offset, call.length);
}

std::string FileCallRunner::full(const std::string& path) const {
  return path.empty() ? root_ : join_path(root_, path);
}

std::string FileCallRunner::run(const FileCall& call) {
  switch (call.kind) {
    case FileCall::Kind::close:
      handles_[call.slot].reset();
      return "ok";
    case FileCall::Kind::unlock:
      locks_[call.slot].reset();
      return "ok";
    case FileCall::Kind::read:
    case FileCall::Kind::write:
    case FileCall::Kind::truncate:
    case FileCall::Kind::allocate:
    case FileCall::Kind::reserve:
    case FileCall::Kind::sync:
    case FileCall::Kind::sync_data:
    case FileCall::Kind::size:
      return handles_[call.slot] ? run_on_handle(call) : "no handle";
    default:
      return run_on_path(call);
  }
}

std::string FileCallRunner::run_on_handle(const FileCall& call) {
  File& file = *handles_[call.slot];
  switch (call.kind) {
    case FileCall::Kind::read: {
      std::string text(call.length, '?');
      auto read = file.read(call.offset, as_mutable_bytes(text));
      return outcome(read) + " " + text;
    }
    case FileCall::Kind::write: {
      std::string text(call.length, static_cast<char>('A' + writes_++ % 26));
      return outcome(file.write(call.offset, as_bytes(text)));
    }
    case FileCall::Kind::truncate:
      return outcome(file.truncate(call.offset));
    case FileCall::Kind::allocate:
      return outcome(file.allocate(call.offset));
    case FileCall::Kind::reserve:
      return outcome(file.reserve(call.offset));
    case FileCall::Kind::sync:
      return outcome(file.sync());
    case FileCall::Kind::sync_data:
      return outcome(file.sync_data());
    default:
      return outcome(file.size());
  }
}

std::string FileCallRunner::run_on_path(const FileCall& call) {
  std::string path = full(call.path);
  switch (call.kind) {
    case FileCall::Kind::open:
      return keep(files_.open(path, call.mode), handles_[call.slot]);
    case FileCall::Kind::view:
      return view(path, call);
    case FileCall::Kind::lock:
      return keep(files_.lock(path), locks_[call.slot]);
    case FileCall::Kind::remove:
      return outcome(files_.remove(path));
    case FileCall::Kind::rename:
      return outcome(files_.rename(path, full(call.target)));
    case FileCall::Kind::link:
      return outcome(files_.link(path, full(call.target)));
    case FileCall::Kind::list:
      return outcome(files_.list(path));
    case FileCall::Kind::make_dir:
      return outcome(files_.make_dir(path));
    default:
      return outcome(files_.sync_dir(path));
  }
}

// Through a handle of its own: a file that is looked at must not be cut.
std::string FileCallRunner::view(const std::string& path, const FileCall& call) {
  auto file = files_.open(path, OpenMode::read);
  if (!file.ok()) return std::string(name_of(file.error().code));
  std::string buffer;
  auto seen = (*file)->view(call.offset, call.length, buffer);
  if (!seen.ok()) return std::string(name_of(seen.error().code));
  return fmt::format("ok {}", as_text(*seen));
}

std::string FileCallRunner::tree() {
  std::string text;
  append_tree("", text);
  return text;
}

void FileCallRunner::append_tree(const std::string& directory, std::string& text) {
  auto names = files_.list(full(directory));
  if (!names.ok()) {
    text += outcome(names);
    return;
  }
  for (const std::string& name : *names) {
    std::string path = directory.empty() ? name : join_path(directory, name);
    auto file = files_.open(full(path), OpenMode::read);
    if (!file.ok()) {
      text += path + "/ ";
      append_tree(path, text);
      continue;
    }
    std::string content(16384, '?');  // more than any file here holds
    auto length = (*file)->read(0, as_mutable_bytes(content));
    text += path + "=" + (length.ok() ? content.substr(0, *length) : outcome(length)) + " ";
  }
}

}  // namespace powercut
