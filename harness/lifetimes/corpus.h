// Corpus: worlds of each store that have shown something new, as the text of their plans: where
// lifetimes begin, so that they go on from those of another day.
//
// In memory as text, since keys and values are short there. Worlds are worth keeping if they can be
// read again: no longer than a line may be, and no larger than a world may be.
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

  // None, if the store has none.
  const std::vector<std::string>& worlds_of(std::string_view store) const;

  std::size_t size() const;
};

// One line that says why the world can be in no corpus, if it cannot. On success the text is as
// to_text() gives it.
std::optional<std::string> make_world_of_corpus(std::string& text);

}  // namespace powercut
