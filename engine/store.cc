#include "powercut/engine/store.h"
#include "engine/io/macros.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <iterator>
#include <map>
#include <vector>

namespace powercut {

Result<bool> Store::contains(std::string_view key) {
  std::string value;
  return get(key, value);
}

Result<void> Store::apply(const Batch&) { return Error{ErrorCode::unsupported}; }
bool Store::applies_quickly(std::uint64_t) const { return false; }
Result<void> Store::sync() { return Error{ErrorCode::unsupported}; }
Result<void> Store::compact() { return Error{ErrorCode::unsupported}; }
StoreStats Store::stats() const { return {}; }
Result<void> Store::close() { return {}; }

std::uint64_t Store::position_of(std::string_view key) const {
  return XXH3_64bits(key.data(), key.size()) % key_position_end;
}

// The last position held goes as soon as there are enough keys without it; no key at it or behind
// it is taken any more.
Result<std::optional<std::uint64_t>> Store::walk(std::uint64_t from, std::size_t wanted,
                                                 const KeyVisitor& visit) {
  std::map<std::uint64_t, std::vector<std::string>> held;
  std::size_t held_keys = 0;
  std::optional<std::uint64_t> behind;
  TRY(scan({}, [&](std::string_view key, std::string_view) {
    const std::uint64_t position = position_of(key);
    if (position < from || (behind && position >= *behind)) return true;
    held[position].emplace_back(key);
    ++held_keys;
    const auto last = std::prev(held.end());
    if (held_keys - last->second.size() >= wanted) {
      held_keys -= last->second.size();
      behind = last->first;
      held.erase(last);
    }
    return true;
  }));
  for (const auto& [position, keys] : held) {
    for (const std::string& key : keys) visit(key);
  }
  return behind;
}

}  // namespace powercut
