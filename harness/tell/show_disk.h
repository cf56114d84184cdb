// show_disk(): shows the content of a file system to a person: every name, and the bytes of every
// file. Bytes are shown as text, or in hex if some of them are no text. A large file is shown in
// parts.
#pragma once

#include <span>
#include <string>

#include "powercut/faultfs/disk.h"

namespace powercut {

// The bytes of a file, from `begin` to before `end`, that a person should see.
struct FilePart {
  InodeId file;
  std::uint64_t begin;
  std::uint64_t end;
};

// parts: what to show of files that are too large to be shown whole, the most telling part first.
// If they leave room, the beginning of the file is shown, too.
std::string show_disk(const Disk& disk, std::span<const FilePart> parts = {});

}  // namespace powercut
