// PendingList: the effects between the disk and the cache, oldest first. One effect needs another
// if it can be on the disk only when the other is.
//
// Ids ascend, so an effect is found by binary search. An effect needs only older ones. It notes
// only the nearest of them, which note their own needs in turn.
//
// Invariant: if an effect must be on the disk, all that it needs must be there too (demand).
#pragma once

#include <algorithm>
#include <vector>

#include "powercut/faultfs/pending_effect.h"

namespace powercut {

// The index of the effect in a list whose ids ascend, or the size of the list if it is not there.
inline std::size_t place_of(const std::vector<PendingEffect>& effects, EffectId id) {
  auto found = std::ranges::lower_bound(effects, id, {}, &PendingEffect::id);
  return found != effects.end() && found->id == id
             ? static_cast<std::size_t>(found - effects.begin())
             : effects.size();
}

class PendingList {
 public:
  const std::vector<PendingEffect>& all() const { return effects_; }
  std::vector<PendingEffect>& all() { return effects_; }
  std::size_t place_of(EffectId id) const { return powercut::place_of(effects_, id); }

  void clear();

  // The id of the next effect. A caller that numbers `count` effects from it on then calls
  // take_ids.
  EffectId next_id() const { return next_id_; }
  void take_ids(std::size_t count) { next_id_ += static_cast<EffectId>(count); }

  // Notes, for each of the new effects, the nearest effects of this list that it needs by the
  // model's order. The new effects come after all of this list.
  void note_needs(const PersistenceModel& model, std::vector<PendingEffect>& effects) const;

  // Moves the effects to the end. Their ids must ascend, and take_ids must have been called for
  // them.
  void append(std::vector<PendingEffect>& effects);

  // From now on the effect must be on the disk, with all that it needs. It must be in the list.
  void demand(PendingEffect& effect);

  // Must be called after effects were put in or taken out. It numbers all effects anew, in order,
  // and drops each need of an effect that is gone.
  void number_anew();

 private:
  std::vector<PendingEffect> effects_;
  EffectId next_id_ = 0;
};

}  // namespace powercut
