#include "harness/tell/names_by_then.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace powercut {

namespace {

bool goes_by_handle(CallKind kind) {
  return kind == CallKind::write || kind == CallKind::truncate || kind == CallKind::sync ||
         kind == CallKind::allocate || kind == CallKind::reserve || kind == CallKind::sync_data;
}

// no_inode: nothing has that name.
InodeId find_path(const Disk& disk, std::string_view path) {
  InodeId found = root_inode;
  while (!path.empty()) {
    std::size_t end = std::min(path.find('/'), path.size());
    std::string_view name = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (name.empty() || name == ".") continue;
    if (found == no_inode || disk.kind(found) != InodeKind::directory) return no_inode;
    found = disk.find(found, name);
  }
  return found;
}

// A crash can leave a directory inside itself: `above` are those that are being searched.
std::optional<std::string> find_name(const Disk& disk, InodeId inode, InodeId directory,
                                     std::vector<InodeId>& above) {
  if (std::ranges::find(above, directory) != above.end()) return std::nullopt;
  above.push_back(directory);
  std::optional<std::string> found;
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    if (found) break;
    if (entry.inode == inode) {
      found = entry.name;
    } else if (disk.kind(entry.inode) == InodeKind::directory) {
      auto inside = find_name(disk, inode, entry.inode, above);
      if (inside) found = fmt::format("{}/{}", entry.name, *inside);
    }
  }
  above.pop_back();
  return found;
}

std::string note_on(const Trace& trace, const Call& call, const Disk& disk) {
  if (!goes_by_handle(call.kind) || call.inode == no_inode) return "";
  if (find_path(disk, trace.path(call)) == call.inode) return "";
  std::vector<InodeId> above;
  auto name = find_name(disk, call.inode, root_inode, above);
  return name ? fmt::format(" ({} by then)", *name) : " (without a name by then)";
}

}  // namespace

NamesByThen::NamesByThen(const Trace& trace, const Disk& base) {
  Disk disk = base;
  for (const Call& call : trace.calls()) {
    notes_.push_back(note_on(trace, call, disk));
    apply_call(trace, call, call.length, disk);
  }
}

}  // namespace powercut
