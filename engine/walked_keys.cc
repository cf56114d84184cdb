#include "engine/walked_keys.h"

#include <iterator>

namespace powercut {

void WalkedKeys::take(std::uint64_t position, std::string_view key) {
  if (position < from_ || (next_ && position >= *next_)) return;
  held_[position].emplace_back(key);
  ++held_keys_;
  const auto last = std::prev(held_.end());
  if (held_keys_ - last->second.size() < wanted_) return;
  held_keys_ -= last->second.size();
  next_ = last->first;
  held_.erase(last);
}

void WalkedKeys::visit(const KeyVisitor& visitor) const {
  for (const auto& [position, keys] : held_) {
    for (const std::string& key : keys) visitor(key);
  }
}

}  // namespace powercut
