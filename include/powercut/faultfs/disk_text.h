// disk_text(): writes the whole tree of a disk as one line, for tests that compare it with what
// they expect.
//
// An example is "a=hello d/ d/b=". Names are in order. A directory has a '/' after it, and its
// entries follow; a file has its content. A zero byte is written as '0', so that a litmus test can
// write letters and see holes; a garbage byte is written as '#'. An empty disk is "-".
#pragma once

#include <algorithm>
#include <string>

#include "powercut/faultfs/disk.h"

namespace powercut {

inline void append_tree_text(const Disk& disk, InodeId directory, const std::string& prefix,
                             std::string& text) {
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    if (!text.empty()) text += ' ';
    text += prefix + entry.name;
    if (disk.kind(entry.inode) == InodeKind::directory) {
      text += '/';
      append_tree_text(disk, entry.inode, prefix + entry.name + '/', text);
      continue;
    }
    std::string content(as_text(disk.contents(entry.inode)));
    std::ranges::replace(content, '\0', '0');
    std::ranges::replace_if(content, [](char byte) { return byte < 0; }, '#');
    text += '=' + content;
  }
}

inline std::string disk_text(const Disk& disk) {
  std::string text;
  append_tree_text(disk, root_inode, "", text);
  return text.empty() ? "-" : text;
}

}  // namespace powercut
