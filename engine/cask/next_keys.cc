#include "engine/cask/next_keys.h"

#include <algorithm>
#include <utility>

#include "engine/sides.h"

namespace powercut {

namespace {

// So few more than are wanted are not worth a search for those to let go.
constexpr std::size_t spare_keys = 64;

// With what the allocator adds, and a vector that grows, which is there twice and half empty.
std::size_t held_bytes(std::string_view key) { return 3 * sizeof(std::string) + key.size() + 16; }

}  // namespace

void NextKeys::hold(std::string_view key) {
  keys_.emplace_back(key);
  bytes_ += held_bytes(key);
  if (keys_.size() > wanted_ && keys_.size() - wanted_ >= std::max(wanted_, spare_keys)) {
    cut(wanted_);
  }
  note_side(Edge::held_keys, bytes_ > bytes_max_);
  while (bytes_ > bytes_max_ && keys_.size() > 1) cut(keys_.size() / 2);
}

// Leaves so many, at least one.
void NextKeys::cut(std::size_t count) {
  const auto end = keys_.begin() + static_cast<std::ptrdiff_t>(count);
  std::ranges::nth_element(keys_, end, [&](const std::string& left, const std::string& right) {
    return comes_before(left, right);
  });
  behind_ = std::move(*end);
  keys_.erase(end, keys_.end());
  bytes_ = 0;
  for (const std::string& key : keys_) bytes_ += held_bytes(key);
}

std::vector<std::string> NextKeys::take() {
  if (keys_.size() > wanted_) cut(wanted_);
  std::ranges::sort(keys_, [&](const std::string& left, const std::string& right) {
    return comes_before(left, right);
  });
  return std::exchange(keys_, {});
}

}  // namespace powercut
