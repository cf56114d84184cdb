#include "powercut/engine/store.h"
#include "engine/io/macros.h"
#include "engine/walked_keys.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

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

Result<std::optional<std::uint64_t>> Store::walk(std::uint64_t from, std::size_t wanted,
                                                 const KeyVisitor& visit) {
  WalkedKeys walked(from, wanted);
  TRY(scan({}, [&](std::string_view key, std::string_view) {
    walked.take(position_of(key), key);
    return true;
  }));
  walked.visit(visit);
  return walked.next();
}

}  // namespace powercut
