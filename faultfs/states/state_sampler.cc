#include "faultfs/states/state_sampler.h"

#include <algorithm>

namespace powercut {

namespace {

constexpr std::uint64_t tries_per_state = 4;

}  // namespace

StateSampler::StateSampler(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                           const WantedStates& wanted, std::uint64_t seed)
    : model_(model), effects_(effects), wanted_(wanted), random_(seed), size_(effects.size()) {
  for (const PendingEffect& effect : effects) {
    std::vector<std::size_t>& needed = needed_.emplace_back();
    for (EffectId need : effect.needs) {
      if (std::size_t index = place_of(effects, need); index < size_) needed.push_back(index);
    }
  }
}

std::vector<Choice> StateSampler::choose(std::uint64_t budget) {
  choice_.assign(size_, option_kept);
  offer();
  choice_.assign(size_, option_lost);
  offer();
  // The youngest first: they are what the last calls did.
  for (std::size_t index = size_; index-- > 0 && chosen_.size() < budget / 2;) {
    choice_.assign(size_, option_kept);
    choice_[index] = option_lost;
    offer();
    choice_.assign(size_, option_lost);
    choice_[index] = option_kept;
    bring_needs();
    offer();
  }
  for (std::uint64_t attempt = 0; attempt < budget * tries_per_state && chosen_.size() < budget;
       ++attempt) {
    switch (attempt % 4) {
      case 0:
        all_but(1 + below(3));
        break;
      case 1:
        only(1 + below(3));
        bring_needs();
        break;
      case 2:
        first_so_many();
        break;
      default:
        toss();
        break;
    }
    tear_some();
    offer();
  }
  if (chosen_.size() > budget) chosen_.resize(budget);
  return std::move(chosen_);
}

void StateSampler::all_but(std::size_t lost) {
  choice_.assign(size_, option_kept);
  while (lost-- > 0) choice_[below(size_)] = option_lost;
}

void StateSampler::only(std::size_t kept) {
  choice_.assign(size_, option_lost);
  while (kept-- > 0) choice_[below(size_)] = option_kept;
}

void StateSampler::first_so_many() {
  choice_.assign(size_, option_lost);
  std::fill_n(choice_.begin(), below(size_ + 1), option_kept);
}

void StateSampler::toss() {
  choice_.assign(size_, option_lost);
  for (EffectOption& option : choice_) option = below(2) == 0 ? option_lost : option_kept;
}

void StateSampler::tear_some() {
  std::size_t tears = below(3);
  while (tears-- > 0) {
    std::size_t index = below(size_);
    std::uint64_t options = option_count(model_, effects_[index]);
    if (options > option_torn) {
      choice_[index] = static_cast<EffectOption>(option_torn + below(options - option_torn));
    }
  }
}

// A chosen effect brings along all that it needs.
void StateSampler::bring_needs() {
  for (std::size_t index = size_; index-- > 0;) {
    if (choice_[index] == option_lost) continue;
    for (std::size_t needed : needed_[index]) choice_[needed] = option_kept;
  }
}

// Makes the choice legal: an effect that lacks another that it needs is lost, too.
void StateSampler::offer() {
  auto is_kept = [&](std::size_t needed) { return choice_[needed] == option_kept; };
  for (std::size_t index = 0; index < size_; ++index) {
    if (effects_[index].must) {
      choice_[index] = option_kept;
    } else if (!std::ranges::all_of(needed_[index], is_kept)) {
      choice_[index] = option_lost;
    }
  }
  auto is_new = [&](EffectOption option) { return option != option_lost; };
  bool any_new = std::any_of(choice_.begin() + static_cast<std::ptrdiff_t>(wanted_.first_new),
                             choice_.end(), is_new);
  if (wanted_.needs_new && !any_new) return;
  if (seen_.insert(choice_).second) chosen_.push_back(choice_);
}

}  // namespace powercut
