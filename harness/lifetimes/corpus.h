// Corpus: holds, for each store, the worlds that have shown something new, as the text of their
// plans. Lifetimes begin with them, and so go on from an earlier day.
//
// The worlds are text in memory too, where keys and values are short. A world can be in a corpus
// only if it can be read again: its text and its plan must keep to the limits below.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

struct Corpus {
  static constexpr std::size_t line_bytes_max = std::size_t{64} << 10;
  static constexpr std::uint64_t world_bytes_max = std::uint64_t{512} << 10;  // in memory

  std::map<std::string, std::vector<std::string>, std::less<>> worlds = {};  // by store

  // The worlds of the store, which may be none.
  const std::vector<std::string>& worlds_of(std::string_view store) const;

  std::size_t size() const;
};

// Puts the text of a world into the form that to_text() gives. Returns one line that says why the
// world cannot be in a corpus, or nullopt if it can.
std::optional<std::string> make_world_of_corpus(std::string& text);

}  // namespace powercut
