// Writes and reads a tree of files as one line, short enough to keep thousands of them.
//
//   "a=100A50. d/ d/b="
//
// Names are in order, each once. A directory has a '/' after it. The content of a file is written
// as runs of equal bytes, each as its length and the byte: a letter, '.' for zeros, '?' for any
// other byte. "-" is an empty tree.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// The path of each file or directory, and a file's content; nullopt for a directory.
using FileTree = std::map<std::string, std::optional<std::string>>;

// A letter or a zero keeps its own character; any other byte is '?'.
inline char shown_byte(char byte) {
  const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return is_letter || byte == '\0' ? byte : '?';
}

inline std::string run_lengths(std::string_view content) {
  std::string text;
  for (std::size_t begin = 0; begin < content.size();) {
    const char byte = shown_byte(content[begin]);
    std::size_t end = begin;
    while (end < content.size() && shown_byte(content[end]) == byte) ++end;
    text += std::to_string(end - begin) + (byte == '\0' ? '.' : byte);
    begin = end;
  }
  return text;
}

inline std::string tree_line(const FileTree& tree) {
  std::string text;
  for (const auto& [path, content] : tree) {
    if (!text.empty()) text += ' ';
    text += path + (content ? "=" + run_lengths(*content) : "/");
  }
  return text.empty() ? "-" : text;
}

// nullopt: the line is not of that form, or its files have more bytes together than the given
// limit.
inline std::optional<FileTree> parse_tree_line(std::string_view line, std::size_t bytes_max) {
  FileTree tree;
  std::size_t bytes = 0;
  if (line == "-") return tree;
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    if (word.ends_with('/')) {
      tree[std::string(word.substr(0, word.size() - 1))] = std::nullopt;
      continue;
    }
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    std::string content;
    std::size_t count = 0;
    for (const char byte : word.substr(equals + 1)) {
      if (byte >= '0' && byte <= '9') {
        count = count * 10 + static_cast<std::size_t>(byte - '0');
        if (count > bytes_max) return std::nullopt;
        continue;
      }
      bytes += count;
      if (count == 0 || bytes > bytes_max) return std::nullopt;
      content.append(count, byte == '.' ? '\0' : byte);
      count = 0;
    }
    if (count != 0) return std::nullopt;
    tree[std::string(word.substr(0, equals))] = std::move(content);
  }
  return tree;
}

}  // namespace powercut
