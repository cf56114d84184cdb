// WalkedKeys: chooses the keys that one call of a walk visits, from all keys in any order.
//
// Store::walk visits keys in the order of their positions: at least `wanted` of them, from the
// position `from` on, and all keys that share the last position. WalkedKeys holds those keys alone.
// It drops the last position that it holds as soon as there are enough keys without it; a key at
// that position or behind it is not taken any more.
//
// Cost: O(log wanted) for each key that is taken. Threads: one at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/engine/store.h"

namespace powercut {

class WalkedKeys {
 public:
  WalkedKeys(std::uint64_t from, std::size_t wanted) : from_(from), wanted_(wanted) {}

  // Each key of the store, once.
  void take(std::uint64_t position, std::string_view key);

  void visit(const KeyVisitor& visitor) const;

  // Where the next call begins. nullopt: no key is left.
  std::optional<std::uint64_t> next() const { return next_; }

 private:
  std::uint64_t from_;
  std::size_t wanted_;
  std::map<std::uint64_t, std::vector<std::string>> held_;  // by position
  std::size_t held_keys_ = 0;
  std::optional<std::uint64_t> next_;
};

}  // namespace powercut
