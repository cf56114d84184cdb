// PendingList: the effects that the disk may not have yet, oldest first, and which of them need
// which others.
//
// Ids ascend, so a need is found by binary search. An effect needs only older ones, and notes only
// the nearest: what those need is needed through them.
//
// Invariant: if an effect must be on the disk, so must all that it needs (demand).
#pragma once

#include <algorithm>
#include <vector>

#include "powercut/faultfs/pending_effect.h"

namespace powercut {

// The place of an effect in a list whose ids ascend; its size: it is not there.
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

  // The id that the next effect has. Whoever gives out ids from there on takes them.
  EffectId next_id() const { return next_id_; }
  void take_ids(std::size_t count) { next_id_ += static_cast<EffectId>(count); }

  // Notes for each of the effects, which come after all that are here, the ones here that the
  // model's order puts before it.
  void note_needs(const PersistenceModel& model, std::vector<PendingEffect>& effects) const;

  // Moves them to the end. Their ids are taken, and ascend.
  void append(std::vector<PendingEffect>& effects);

  // The effect, which is in the list, must be on the disk from now on.
  void demand(PendingEffect& effect);

  // After effects were put in or taken out: ids ascend again. An effect that needed one that is
  // gone needs it no more.
  void number_anew();

 private:
  std::vector<PendingEffect> effects_;
  EffectId next_id_ = 0;
};

}  // namespace powercut
