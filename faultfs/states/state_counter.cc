#include "faultfs/states/state_counter.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <span>
#include <vector>

namespace powercut {

namespace {

constexpr std::size_t sets_max = 4096;

using KeptSet = std::vector<std::uint32_t>;  // places of effects, ascending
using Counts = absl::flat_hash_map<KeptSet, std::uint64_t>;

void add(Counts& counts, KeptSet kept, std::uint64_t count) {
  auto [entry, is_new] = counts.try_emplace(std::move(kept), count);
  if (!is_new) entry->second = saturating_sum(entry->second, count);
}

}  // namespace

std::uint64_t saturating_sum(std::uint64_t left, std::uint64_t right) {
  return std::min(left + right, CrashStates::countless);  // both are far below 2^63
}

std::uint64_t saturating_product(std::uint64_t left, std::uint64_t right) {
  if (left == 0 || right == 0) return 0;
  if (left > CrashStates::countless / right) return CrashStates::countless;
  return left * right;
}

std::uint64_t StateCounter::count(std::size_t effects) const {
  auto first = std::span(effects_).first(effects);
  bool any_needs =
      std::ranges::any_of(first, [](const PendingEffect& effect) { return !effect.needs.empty(); });
  return any_needs ? count_ordered(first) : count_free(first);
}

std::uint64_t StateCounter::count_free(std::span<const PendingEffect> effects) const {
  std::uint64_t all = 1;
  for (const PendingEffect& effect : effects) {
    if (!effect.must) all = saturating_product(all, option_count(model_, effect));
  }
  return all;
}

// The places of the effects that it needs and that are still pending.
void StateCounter::find_needed(const PendingEffect& effect,
                               std::vector<std::uint32_t>& needed) const {
  needed.clear();
  for (EffectId need : effect.needs) {
    auto found = std::ranges::lower_bound(effects_, need, {}, &PendingEffect::id);
    if (found == effects_.end() || found->id != need) continue;
    needed.push_back(static_cast<std::uint32_t>(found - effects_.begin()));
  }
}

std::uint64_t StateCounter::count_ordered(std::span<const PendingEffect> effects) const {
  // By effect: the last one that needs it; none does: 0, where nothing can stand that needs any.
  std::vector<std::uint32_t> last_needed(effects_.size());
  std::vector<std::uint32_t> needed;
  for (std::uint32_t index = 0; index < effects.size(); ++index) {
    find_needed(effects[index], needed);
    for (std::uint32_t place : needed) last_needed[place] = index;
  }
  Counts counts{{{}, 1}};
  Counts next;
  for (std::uint32_t index = 0; index < effects.size(); ++index) {
    const PendingEffect& effect = effects[index];
    find_needed(effect, needed);
    auto is_spent = [&](std::uint32_t place) { return last_needed[place] <= index; };
    std::uint64_t ways_not_kept = option_count(model_, effect) - 1;
    next.clear();
    for (const auto& [kept, count] : counts) {
      bool ready = std::ranges::all_of(
          needed, [&](std::uint32_t place) { return std::ranges::binary_search(kept, place); });
      KeptSet without = kept;
      without.erase(std::remove_if(without.begin(), without.end(), is_spent), without.end());
      KeptSet with = without;
      if (!is_spent(index)) with.push_back(index);
      std::uint64_t not_kept = ready ? ways_not_kept : 1;
      if (!effect.must) add(next, std::move(without), saturating_product(count, not_kept));
      if (ready) add(next, std::move(with), count);
    }
    std::swap(counts, next);
    // Each effect can be lost, so no further one makes the count less.
    std::uint64_t so_far = 0;
    for (const auto& [kept, count] : counts) so_far = saturating_sum(so_far, count);
    if (so_far == CrashStates::countless || counts.size() > sets_max) return CrashStates::countless;
  }
  std::uint64_t all = 0;
  for (const auto& [kept, count] : counts) all = saturating_sum(all, count);
  return all;
}

}  // namespace powercut
