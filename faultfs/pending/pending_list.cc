#include "powercut/faultfs/pending_list.h"

#include <algorithm>
#include <iterator>

namespace powercut {

bool puts_before(const OrderRule& rule, const PendingEffect& first, const PendingEffect& then) {
  if ((rule.first & first.classes) == 0 || (rule.then & then.classes) == 0) return false;
  switch (rule.scope) {
    case OrderRule::Scope::call:
      return false;
    case OrderRule::Scope::file:
      return first.inode == then.inode;
    case OrderRule::Scope::directory:
      return first.directory == then.directory && first.directory != no_inode;
    case OrderRule::Scope::anywhere:
      return true;
  }
  return false;
}

void PendingList::clear() {
  effects_.clear();
  next_id_ = 0;
}

void PendingList::note_needs(const PersistenceModel& model,
                             std::vector<PendingEffect>& effects) const {
  if (model.order.empty() || effects_.empty()) return;
  std::vector<OrderRule> rules;
  std::vector<EffectId> needs;
  std::vector<char> covered;
  std::vector<std::size_t> way;
  for (PendingEffect& effect : effects) {
    rules.clear();
    for (const OrderRule& rule : model.order) {
      bool may_order = rule.scope != OrderRule::Scope::call && (rule.then & effect.classes) != 0;
      if (may_order) rules.push_back(rule);
    }
    if (rules.empty()) continue;
    needs.clear();
    covered.assign(effects_.size(), 0);
    for (std::size_t index = effects_.size(); index-- > 0;) {
      const PendingEffect& earlier = effects_[index];
      if (covered[index] != 0 || earlier.forgotten) continue;
      bool ordered = std::ranges::any_of(
          rules, [&](const OrderRule& rule) { return puts_before(rule, earlier, effect); });
      if (!ordered) continue;
      needs.push_back(earlier.id);
      way.assign(1, index);
      while (!way.empty()) {
        std::size_t place = way.back();
        way.pop_back();
        if (covered[place] != 0) continue;
        covered[place] = 1;
        for (EffectId need : effects_[place].needs) {
          if (std::size_t next = place_of(need); next < effects_.size()) way.push_back(next);
        }
      }
    }
    effect.needs.insert(effect.needs.begin(), needs.rbegin(), needs.rend());
  }
}

void PendingList::append(std::vector<PendingEffect>& effects) {
  std::ranges::move(effects, std::back_inserter(effects_));
}

void PendingList::demand(PendingEffect& effect) {
  if (effect.must) return;
  effect.must = true;
  for (EffectId need : effect.needs) {
    if (std::size_t index = place_of(need); index < effects_.size()) demand(effects_[index]);
  }
}

void PendingList::number_anew() {
  std::vector<std::pair<EffectId, EffectId>> given;
  for (std::size_t index = 0; index < effects_.size(); ++index) {
    EffectId id = effects_[index].id;
    effects_[index].id = static_cast<EffectId>(index);
    if (id != no_effect) given.emplace_back(id, effects_[index].id);
  }
  auto new_id = [&](EffectId id) {
    auto found = std::ranges::lower_bound(given, id, {}, &std::pair<EffectId, EffectId>::first);
    return found != given.end() && found->first == id ? found->second : no_effect;
  };
  for (PendingEffect& effect : effects_) {
    bool was_in_growth = effect.growth != no_effect;
    effect.growth = new_id(effect.growth);
    if (was_in_growth && effect.growth == no_effect) effect.growth = settled_effect;
    for (EffectId& need : effect.needs) need = new_id(need);
    std::erase(effect.needs, no_effect);
  }
  next_id_ = static_cast<EffectId>(effects_.size());
}

}  // namespace powercut
