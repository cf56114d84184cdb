#include "engine/cask/index/ordered/page_split.h"
#include "engine/io/macros.h"

#include <algorithm>

namespace powercut {
namespace {

std::uint32_t count_min(std::uint32_t level) { return level == 0 ? 1 : 2; }

}  // namespace

bool can_split(std::uint32_t level, std::uint32_t count) { return count >= 2 * count_min(level); }

PageSplit split_evenly(const TreePage& page, std::uint32_t index, std::size_t bytes) {
  const std::uint32_t count = page.count() + 1;
  const std::uint32_t least = count_min(page.level());
  CHECK(can_split(page.level(), count));
  const std::size_t all_bytes = page.used_bytes() + bytes;
  PageSplit best{};
  std::size_t best_bytes = all_bytes + 1;
  for (std::uint32_t left = least; left <= count - least; ++left) {
    const bool new_goes_left = index < left;
    const std::uint32_t kept = new_goes_left ? left - 1 : left;
    const std::size_t left_bytes = page.bytes_of(kept) + (new_goes_left ? bytes : 0);
    const std::size_t larger_bytes = std::max(left_bytes, all_bytes - left_bytes);
    if (larger_bytes >= best_bytes) continue;
    best_bytes = larger_bytes;
    best = {.kept = kept, .new_goes_left = new_goes_left};
  }
  return best;
}

PageSplit split_at_end(const TreePage& page) {
  CHECK(can_split(page.level(), page.count() + 1));
  return {.kept = page.count() + 1 - count_min(page.level()), .new_goes_left = false};
}

std::string separating_key(const TreePage& left, const TreePage& right) {
  const std::string_view key = right.key(0);
  if (!right.is_leaf()) return std::string(key);
  const std::string_view before = left.key(left.count() - 1);
  const std::size_t shorter = std::min(before.size(), key.size());
  const auto differ = std::mismatch(before.begin(), before.begin() + shorter, key.begin());
  const auto common = static_cast<std::size_t>(differ.first - before.begin());
  return std::string(key.substr(0, common + 1));
}

}  // namespace powercut
