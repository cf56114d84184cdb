// Decides where a full TreePage is split, and which key separates its halves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/cask/index/ordered/tree_page.h"

namespace powercut {

// How the entries of a page, and a new one, are divided between two pages.
struct PageSplit {
  std::uint32_t kept;  // the number of old entries that go to the left page; the others go right
  bool new_goes_left;
};

// Whether `count` entries are enough for two pages: each leaf needs one, any other page two.
bool can_split(std::uint32_t level, std::uint32_t count);
// Whether the entries are enough for two pages and too large for one.
inline bool splits(std::uint32_t level, std::uint32_t count, std::size_t bytes,
                   std::size_t bytes_full) {
  return bytes > bytes_full && can_split(level, count);
}

// Makes the halves as even as possible, with a new entry of `bytes` bytes at `index`.
PageSplit split_evenly(const TreePage& page, std::uint32_t index, std::size_t bytes);

// Puts as few entries as possible on the right, so that keys that come in order fill their pages.
PageSplit split_at_end(const TreePage& page);

// A key that is greater than all under the left page and not greater than any under the right. For
// leaves it is the shortest such key. For other pages it is key 0 of the right page, which must not
// have been forgotten.
std::string separating_key(const TreePage& left, const TreePage& right);

}  // namespace powercut
