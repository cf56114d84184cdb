// Which clauses of the durability contract (powercut/engine/store.h) a finding breaks.
#pragma once

#include <string_view>
#include <vector>

#include "powercut/engine/sync_policy.h"
#include "powercut/harness/finding_kind.h"

namespace powercut {

// The cause of a loss. Only for a power cut does the sync policy say what may be lost.
enum class Loss : std::uint8_t { power, process };

// "D1"; never empty.
std::vector<std::string_view> broken_clauses(FindingKind kind, SyncPolicy policy, Loss loss);

}  // namespace powercut
