#include "engine/store.h"

namespace powercut {

Result<void> Store::apply(const Batch&) { return Error{ErrorCode::unsupported}; }
Result<void> Store::sync() { return Error{ErrorCode::unsupported}; }
Result<void> Store::compact() { return Error{ErrorCode::unsupported}; }
StoreStats Store::stats() const { return {}; }
Result<void> Store::close() { return {}; }

}  // namespace powercut
