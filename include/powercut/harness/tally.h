// Tally: counts the states of a sweep: the legal ones, the visited ones, and those that broke the
// promise.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "powercut/harness/finding.h"
#include "powercut/harness/reduction.h"

namespace powercut {

// Counts of the explorer of lifetimes (lifetimes/lifetimes.h).
struct LifetimeCounts {
  std::uint64_t worlds = 0;
  std::uint64_t lives = 0;  // opens that succeeded; the store was then asked and judged
  std::uint64_t operations = 0;
  std::uint64_t power_cuts = 0;
  std::uint64_t damages = 0;  // damaged copies of a disk on which a store was opened
  std::uint64_t faults = 0;   // calls that were made to fail
  std::uint64_t shapes = 0;   // distinct in a piece of work, summed over the pieces

  void add(const LifetimeCounts& other);

  friend bool operator==(const LifetimeCounts&, const LifetimeCounts&) = default;
};

struct Tally {
  std::uint64_t legal = 0;    // states that the model allows; CrashStates::countless: or more
  std::uint64_t visited = 0;  // legal states that were recovered
  Reduction reduction;        // the other legal states, by reason
  std::uint64_t failed = 0;   // states of the run itself from which the promise can be broken
  std::array<std::uint64_t, finding_kind_count> by_kind{};  // failed states, by FindingKind
  LifetimeCounts lifetimes;  // worlds that failed count as failed states

  std::uint64_t count(FindingKind kind) const { return by_kind[static_cast<std::size_t>(kind)]; }
  void count_failures(FindingKind kind, std::uint64_t states);
  void add(const Tally& other);

  friend bool operator==(const Tally&, const Tally&) = default;
};

// Keeps the first items of each kind, and the last one.
inline constexpr std::size_t kept_per_kind_max = 3;

template <typename Item, typename KindOf>
void keep_first_and_last(std::vector<Item>& kept, Item item, const KindOf& kind_of,
                         std::size_t per_kind = kept_per_kind_max) {
  auto same_kind = [&](const Item& other) { return kind_of(other) == kind_of(item); };
  if (static_cast<std::size_t>(std::ranges::count_if(kept, same_kind)) < per_kind) {
    kept.push_back(std::move(item));
  } else {
    auto last = std::find_if(kept.rbegin(), kept.rend(), same_kind);
    Item newest = std::move(item);
    kept.erase(std::next(last).base());
    kept.push_back(std::move(newest));
  }
}

// A tally with a few findings of each kind; the others are only counted.
struct Outcomes {
  static constexpr std::size_t findings_per_kind_max = kept_per_kind_max;

  Tally tally;
  std::vector<Finding> findings;

  void add_failure(Finding finding);

  // later: the outcomes of pieces of work that come after all pieces in this.
  void add(Outcomes later);

 private:
  void keep(Finding finding);
};

}  // namespace powercut
