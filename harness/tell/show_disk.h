// show_disk: a file system's content for a person: every name, and the bytes of every file as text
// where they are text, in hex where they are not. A large file is shown in parts.
#pragma once

#include <span>
#include <string>

#include "powercut/faultfs/disk.h"

namespace powercut {

// Bytes of a file that a person should see.
struct FilePart {
  InodeId file;
  std::uint64_t begin;
  std::uint64_t end;
};

// parts: the parts to show of a file that is too large to be shown whole, the most telling first.
// The room that they leave goes to the file's beginning.
std::string show_disk(const Disk& disk, std::span<const FilePart> parts = {});

}  // namespace powercut
