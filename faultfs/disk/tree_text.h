// tree_text: writes the tree of a disk as one line, like disk_text(), but for images that are
// compared by the thousand. A long file has only a hash, and the descent ends at a fixed depth,
// since a directory may be inside itself.
#pragma once

#include <functional>
#include <string>

#include "powercut/faultfs/disk.h"

namespace powercut {

inline void append_subtree_text(const Disk& disk, InodeId directory, int depth, std::string& text) {
  constexpr int depth_max = 5;
  constexpr std::size_t short_bytes = 64;
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    text += entry.name;
    if (disk.kind(entry.inode) == InodeKind::directory) {
      text += "/(";
      if (depth < depth_max) append_subtree_text(disk, entry.inode, depth + 1, text);
      text += ") ";
      continue;
    }
    std::string content(as_text(disk.contents(entry.inode)));
    for (char& byte : content) {
      if (byte < 0) byte = '#';
      if (byte == 0) byte = '0';
    }
    text += '=';
    if (content.size() > short_bytes) {
      text += std::to_string(content.size()) + ":" +
              std::to_string(std::hash<std::string_view>{}(content));
    } else {
      text += content;
    }
    text += ' ';
  }
}

inline std::string tree_text(const Disk& disk) {
  std::string text;
  append_subtree_text(disk, root_inode, 0, text);
  return text;
}

}  // namespace powercut
