// FindingKind: names the way in which a store broke its promise. D1 to D12 are the clauses of the
// contract in powercut/engine/store.h and engine/README.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace powercut {

enum class FindingKind : std::uint8_t {
  lost,          // an acknowledged value is missing, or an older one is back (D1, D2, D3, D4, D5)
  undone,        // a removed key is back (D6)
  invented,      // a value that was never written, or a key that no step has (D6)
  unopenable,    // the store does not open on the image that the crash left
  hole,          // the state is no prefix of the history (D2, D3)
  torn,          // a batch or a failed change is there in part (D7, D9)
  unstable,      // a write, a close or a reopen after the recovery changes other data (D10)
  unreadable,    // the store opened, but a read fails
  accepted,      // a change was acknowledged although a sync had failed (D7)
  stuck,         // a change failed although nothing was wrong with the file system (D12)
  inconsistent,  // two ways to ask an open store the same give different answers (D6)
  unreported,    // damage at rest is not reported: it is served, dropped, or it spreads (D8)
};
inline constexpr int finding_kind_count = 12;

constexpr std::string_view name_of(FindingKind kind) {
  constexpr std::array<std::string_view, finding_kind_count> names{
      "lost",     "undone",     "invented", "unopenable", "hole",         "torn",
      "unstable", "unreadable", "accepted", "stuck",      "inconsistent", "unreported"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace powercut
