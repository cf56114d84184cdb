// Writes a disk in memory as one line, in the form of tree_line.h.
#pragma once

#include "faultfs/fidelity/litmus/tree_line.h"
#include "powercut/faultfs/disk.h"

namespace powercut {

inline void add_files(const Disk& disk, InodeId directory, const std::string& prefix,
                      FileTree& tree) {
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    const std::string path = prefix + entry.name;
    if (disk.kind(entry.inode) == InodeKind::file) {
      tree[path] = std::string(as_text(disk.contents(entry.inode)));
    } else {
      tree[path] = std::nullopt;
      add_files(disk, entry.inode, path + "/", tree);
    }
  }
}

inline std::string line_of(const Disk& disk) {
  FileTree tree;
  add_files(disk, root_inode, "", tree);
  return tree_line(tree);
}

}  // namespace powercut
