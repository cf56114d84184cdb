#include "harness/history.h"

#include <algorithm>

#include "engine/io/check.h"

namespace powercut {

KeyTable::KeyTable(std::vector<std::string> keys) : keys_(std::move(keys)) {
  std::ranges::sort(keys_);
  auto repeated = std::ranges::unique(keys_);
  keys_.erase(repeated.begin(), repeated.end());
}

std::uint32_t KeyTable::number(std::string_view name) const {
  auto found = std::ranges::lower_bound(keys_, name, std::less<>{});
  CHECK(found != keys_.end() && *found == name);
  return static_cast<std::uint32_t>(found - keys_.begin());
}

}  // namespace powercut
