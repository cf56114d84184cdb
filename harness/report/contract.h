// broken_clauses(): names the clauses of the durability contract (powercut/engine/store.h) that a
// finding breaks.
#pragma once

#include <string_view>
#include <vector>

#include "powercut/engine/sync_policy.h"
#include "powercut/harness/finding_kind.h"

namespace powercut {

// The cause of a loss. The sync policy says what may be lost in a power cut only.
enum class Loss : std::uint8_t { power, process };

// The names, as "D1". At least one.
std::vector<std::string_view> broken_clauses(FindingKind kind, SyncPolicy policy, Loss loss);

}  // namespace powercut
