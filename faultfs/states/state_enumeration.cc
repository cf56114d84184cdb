#include "faultfs/states/state_enumeration.h"

#include <algorithm>

#include "engine/io/macros.h"

namespace powercut {

bool needs_are_kept(const std::vector<PendingEffect>& effects, std::size_t index,
                    const Choice& choice) {
  for (EffectId need : effects[index].needs) {
    std::size_t needed = place_of(effects, need);
    if (needed < choice.size() && choice[needed] != option_kept) return false;
  }
  return true;
}

bool allows(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
            const Choice& choice) {
  for (std::size_t index = 0; index < choice.size(); ++index) {
    const PendingEffect& effect = effects[index];
    if (effect.must && choice[index] != option_kept) return false;
    if (choice[index] == option_lost) continue;
    if (choice[index] >= option_count(model, effect)) return false;
    if (!needs_are_kept(effects, index, choice)) return false;
  }
  return true;
}

void StateEnumeration::visit(const WantedStates& wanted, const Visitor& visitor) {
  wanted_ = wanted;
  visitor_ = &visitor;
  exposures_.clear();
  choice_.assign(effects_.size(), option_lost);
  bool looks_ahead = wanted.needs_new && wanted.first_new > 0;
  descend(0, looks_ahead ? note_needed_by() : all_within_reach);
}

// Takes the first new effects, which need no other new one. Notes for each effect before them a bit
// for each of them that needs it. Returns the bits of all; if they are too many, nothing is noted.
std::uint64_t StateEnumeration::note_needed_by() {
  constexpr std::size_t bits = 64;
  std::size_t count = effects_.size() - wanted_.first_new;
  if (count >= bits) return all_within_reach;
  needed_by_.assign(effects_.size(), 0);
  for (std::size_t index = effects_.size(); index-- > 0;) {
    std::uint64_t by = needed_by_[index];
    if (index >= wanted_.first_new) by |= std::uint64_t{1} << (index - wanted_.first_new);
    for (EffectId need : effects_[index].needs) {
      std::size_t needed = place_of(effects_, need);
      if (needed < effects_.size()) needed_by_[needed] |= by;
    }
  }
  return (std::uint64_t{1} << count) - 1;
}

// The effects before index are done to the disk; goes on with it in each of its ways.
// within_reach: the new effects that can still be there; if none can, no state is left to find.
void StateEnumeration::descend(std::size_t index, std::uint64_t within_reach) {
  if (index == choice_.size()) return visit_wanted();
  const PendingEffect& effect = effects_[index];
  bool ready = needs_are_kept(effects_, index, choice_);
  CHECK(ready || !effect.must);
  // From nothing to all: lost, torn from the front, kept.
  std::uint64_t options = ready ? option_count(model_, effect) : 1;
  for (std::uint64_t number = effect.must ? options - 1 : 0; number < options; ++number) {
    EffectOption option = number == 0 ? option_lost : static_cast<EffectOption>(number + 1);
    if (number > 0 && number == options - 1) option = option_kept;
    std::uint64_t still_within = within_reach;
    if (option != option_kept && index < wanted_.first_new && !needed_by_.empty()) {
      still_within &= ~needed_by_[index];
      if (still_within == 0) continue;
    }
    Disk::Session session(disk_);
    std::size_t exposed_before = exposures_.size();
    apply(model_, effect, option, disk_, exposures_);
    choice_[index] = option;
    descend(index + 1, still_within);
    exposures_.resize(exposed_before);
  }
  choice_[index] = option_lost;
}

void StateEnumeration::visit_wanted() const {
  bool any_new = std::any_of(choice_.begin() + static_cast<std::ptrdiff_t>(wanted_.first_new),
                             choice_.end(), [](EffectOption option) { return option != 0; });
  if (!wanted_.needs_new || any_new) (*visitor_)(choice_, disk_);
}

}  // namespace powercut
