#include "faultfs/state_counter.h"

#include <algorithm>
#include <map>

namespace powercut {

namespace {

constexpr std::size_t sets_max = 4096;

using KeptSet = std::vector<EffectId>;  // ascending
using Counts = std::map<KeptSet, std::uint64_t>;

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
  // By id: the last effect that needs it.
  std::map<EffectId, std::size_t> last_needed;
  bool any_needs = false;
  for (std::size_t index = 0; index < effects; ++index) {
    for (EffectId need : effects_[index].needs) {
      last_needed[need] = index;
      any_needs = true;
    }
  }
  if (!any_needs) {
    std::uint64_t all = 1;
    for (std::size_t index = 0; index < effects; ++index) {
      if (!effects_[index].must) {
        all = saturating_product(all, option_count(model_, effects_[index]));
      }
    }
    return all;
  }

  Counts counts{{{}, 1}};
  for (std::size_t index = 0; index < effects; ++index) {
    const PendingEffect& effect = effects_[index];
    auto is_spent = [&](EffectId id) {
      auto last = last_needed.find(id);
      return last == last_needed.end() || last->second <= index;
    };
    Counts next;
    for (auto& [kept, count] : counts) {
      bool ready = std::ranges::all_of(effect.needs, [&](EffectId need) {
        bool is_pending = std::ranges::binary_search(effects_, need, {}, &PendingEffect::id);
        return !is_pending || std::ranges::binary_search(kept, need);
      });
      KeptSet without = kept;
      std::erase_if(without, is_spent);
      KeptSet with = without;
      if (!is_spent(effect.id)) with.push_back(effect.id);
      std::uint64_t not_kept = ready ? option_count(model_, effect) - 1 : 1;
      if (!effect.must) add(next, std::move(without), saturating_product(count, not_kept));
      if (ready) add(next, std::move(with), count);
    }
    counts = std::move(next);
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
