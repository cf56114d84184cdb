// Where a full TreePage is split, and which key then stands between the halves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/cask/index/ordered/tree_page.h"

namespace powercut {

// A page that gets one entry more becomes two.
struct PageSplit {
  std::uint32_t kept;  // so many of the old entries go to the left page, the others to the right
  bool new_goes_left;
};

// Whether entries are enough for two pages: a leaf has one or more, any other page two or more.
bool can_split(std::uint32_t level, std::uint32_t count);
// Whether they are also too much for one.
inline bool splits(std::uint32_t level, std::uint32_t count, std::size_t bytes,
                   std::size_t bytes_full) {
  return bytes > bytes_full && can_split(level, count);
}

// The halves are as even as can be when an entry of so many bytes comes to the index.
PageSplit split_evenly(const TreePage& page, std::uint32_t index, std::size_t bytes);

// As little as can be goes to the right, so that keys that come in order fill their pages.
PageSplit split_at_end(const TreePage& page);

// The shortest key that is greater than all under the left page and not greater than any under the
// right. For pages that are no leaves it is key 0 of the right one, which must be set.
std::string separating_key(const TreePage& left, const TreePage& right);

}  // namespace powercut
