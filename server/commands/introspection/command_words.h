// Splits a text into words, and writes words as COMMAND shows flags, categories and tips.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "server/protocol/reply_writer.h"

namespace powercut {

using Words = std::vector<std::string_view>;

// Splits at single spaces.
inline Words split_words(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return words;
}

inline void write_names(ReplyWriter& reply, const Words& names) {
  reply.set(names.size());
  for (const std::string_view name : names) reply.simple(name);
}

}  // namespace powercut
