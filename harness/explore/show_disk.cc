#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/explore/replay.h"

namespace powercut {

namespace {

constexpr std::size_t shown_bytes_max = 512;
constexpr std::size_t hex_bytes_per_line = 16;

bool is_text(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char byte) {
    return byte == '\n' || byte == '\t' || (byte >= ' ' && byte <= '~');
  });
}

std::string show_hex(std::string_view bytes) {
  std::string text;
  for (std::size_t offset = 0; offset < bytes.size(); offset += hex_bytes_per_line) {
    std::string_view line = bytes.substr(offset, hex_bytes_per_line);
    std::string hex;
    std::string letters;
    for (char byte : line) {
      hex += fmt::format("{:02x} ", static_cast<unsigned char>(byte));
      letters += byte >= ' ' && byte <= '~' ? byte : '.';
    }
    text += fmt::format("      {:6} {:<48} {}\n", offset, hex, letters);
  }
  return text;
}

std::string show_bytes(std::string_view bytes) {
  std::string_view shown = bytes.substr(0, shown_bytes_max);
  std::string text;
  if (shown.empty()) return text;
  if (is_text(shown)) {
    text = fmt::format("      {}\n", shown);
  } else {
    text = show_hex(shown);
  }
  if (shown.size() < bytes.size()) {
    text += fmt::format("      ... and {} bytes more\n", bytes.size() - shown.size());
  }
  return text;
}

// A crash can leave a directory inside itself: one that is being shown is not shown again.
void show_directory(const Disk& disk, InodeId directory, const std::string& path,
                    std::vector<InodeId>& above, std::string& text) {
  above.push_back(directory);
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    std::string name = path + entry.name;
    if (disk.kind(entry.inode) == InodeKind::directory) {
      bool again = std::ranges::find(above, entry.inode) != above.end();
      text += fmt::format("  {}/{}\n", name, again ? " (again)" : "");
      if (!again) show_directory(disk, entry.inode, name + "/", above, text);
    } else {
      std::string_view bytes = as_text(disk.contents(entry.inode));
      text += fmt::format("  {}, {} bytes\n{}", name, bytes.size(), show_bytes(bytes));
    }
  }
  above.pop_back();
}

}  // namespace

std::string show_disk(const Disk& disk) {
  std::string text;
  std::vector<InodeId> above;
  show_directory(disk, root_inode, "", above, text);
  return text.empty() ? "  nothing\n" : text;
}

}  // namespace powercut
