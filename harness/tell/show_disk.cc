#include "harness/tell/show_disk.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace powercut {

namespace {

constexpr std::size_t line_bytes = 16;
constexpr std::size_t shown_lines_max = 32;
constexpr std::size_t lines_around_a_part = 2;

// Part of a file, and where in it that begins.
struct Window {
  std::size_t offset;
  std::string_view bytes;
};

bool is_text(const Window& window) {
  return std::ranges::all_of(window.bytes, [](char byte) {
    return byte == '\n' || byte == '\t' || (byte >= ' ' && byte <= '~');
  });
}

std::string show_hex(const Window& window) {
  std::string text;
  for (std::size_t place = 0; place < window.bytes.size(); place += line_bytes) {
    std::string_view line = window.bytes.substr(place, line_bytes);
    std::string hex;
    std::string letters;
    for (char byte : line) {
      hex += fmt::format("{:02x} ", static_cast<unsigned char>(byte));
      letters += byte >= ' ' && byte <= '~' ? byte : '.';
    }
    text += fmt::format("      {:6} {:<48} {}\n", window.offset + place, hex, letters);
  }
  return text;
}

// The numbers of the lines to show: those of the parts and some around each, then from the front.
std::set<std::size_t> lines_of(std::size_t size, InodeId file, std::span<const FilePart> parts) {
  std::set<std::size_t> lines;
  std::size_t end = (size + line_bytes - 1) / line_bytes;
  for (const FilePart& part : parts) {
    if (part.file != file || size == 0) continue;
    std::size_t first = std::min<std::size_t>(part.begin / line_bytes, end - 1);
    first -= std::min(first, lines_around_a_part);
    std::size_t last = std::min<std::size_t>(part.end / line_bytes + lines_around_a_part, end - 1);
    for (std::size_t line = first; line <= last && lines.size() < shown_lines_max; ++line) {
      lines.insert(line);
    }
  }
  for (std::size_t line = 0; line < end && lines.size() < shown_lines_max; ++line) {
    lines.insert(line);
  }
  return lines;
}

std::vector<Window> windows_of(std::string_view bytes, InodeId file,
                               std::span<const FilePart> parts) {
  std::vector<Window> windows;
  for (std::size_t line : lines_of(bytes.size(), file, parts)) {
    std::size_t begin = line * line_bytes;
    std::size_t length = std::min(line_bytes, bytes.size() - begin);
    bool goes_on = !windows.empty() && windows.back().offset + windows.back().bytes.size() == begin;
    if (goes_on) {
      windows.back().bytes =
          bytes.substr(windows.back().offset, windows.back().bytes.size() + length);
    } else {
      windows.push_back({begin, bytes.substr(begin, length)});
    }
  }
  return windows;
}

std::string show_bytes(std::string_view bytes, InodeId file, std::span<const FilePart> parts) {
  std::vector<Window> windows = windows_of(bytes, file, parts);
  bool all_text = std::ranges::all_of(windows, is_text);
  std::string text;
  std::size_t shown_to = 0;
  for (const Window& window : windows) {
    if (window.offset > shown_to) {
      text += fmt::format("      ... {} bytes, then from byte {} on\n", window.offset - shown_to,
                          window.offset);
    }
    text += all_text ? fmt::format("      {}\n", window.bytes) : show_hex(window);
    shown_to = window.offset + window.bytes.size();
  }
  if (shown_to < bytes.size()) {
    text += fmt::format("      ... and {} bytes more\n", bytes.size() - shown_to);
  }
  return text;
}

class Shower {
 public:
  Shower(const Disk& disk, std::span<const FilePart> parts) : disk_(disk), parts_(parts) {}

  std::string show() {
    show_directory(root_inode, "");
    return text_.empty() ? "  nothing\n" : text_;
  }

 private:
  // A crash can leave a directory inside itself: one that is being shown is not shown again.
  void show_directory(InodeId directory, const std::string& path) {
    above_.push_back(directory);
    for (const DirectoryEntry& entry : disk_.entries(directory)) {
      std::string name = path + entry.name;
      if (disk_.kind(entry.inode) == InodeKind::directory) {
        bool again = std::ranges::find(above_, entry.inode) != above_.end();
        text_ += fmt::format("  {}/{}\n", name, again ? " (again)" : "");
        if (!again) show_directory(entry.inode, name + "/");
      } else {
        std::string_view bytes = as_text(disk_.contents(entry.inode));
        text_ += fmt::format("  {}, {} bytes\n{}", name, bytes.size(),
                             show_bytes(bytes, entry.inode, parts_));
      }
    }
    above_.pop_back();
  }

  const Disk& disk_;
  std::span<const FilePart> parts_;
  std::vector<InodeId> above_;
  std::string text_;
};

}  // namespace

std::string show_disk(const Disk& disk, std::span<const FilePart> parts) {
  return Shower(disk, parts).show();
}

}  // namespace powercut
