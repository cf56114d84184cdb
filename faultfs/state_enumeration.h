// state_enumeration: every legal choice of some pending effects, and the disk that each makes.
//
// The idea. Effects are decided on from the oldest to the youngest, each in every way that it can
// go: lost, torn from the front, kept. Each way is done to the disk inside a Disk::Session, the
// rest is decided on, and the session undoes it. So two states that differ in the youngest effect
// alone share all the work before it.
//
// Example. A growth 0, bytes 1 that need it, and a name 2 that needs the bytes; each of them can
// only be lost or kept:
//
//   0 lost   -> 1 lost (needs 0) -> 2 lost              l3
//   0 kept   -> 1 lost           -> 2 lost (needs 1)    k1l2
//               1 kept           -> 2 lost              k2l1
//                                   2 kept              k3
//
// New states. After a call that only added effects, the states in which all of them are lost were
// there before it. The others are visited alone: in the example, if 2 is the one new effect, k3. To
// get there without going through the rest, each older effect has a bit for each new one that needs
// it, also by way of others. Not to keep it clears these bits of `within_reach`; when no bit is
// left, no new effect can be there below, and the branch ends.
//
// The invariant: before effect i is decided on, the disk has the first i effects as the choice says
// and no other; all effects that a kept or torn one needs are kept; what must be there is kept.
//
// Why this is right: an effect needs older ones alone, so that whether it may be there is known
// when its turn comes, and every choice that breaks no need is reached on exactly one way.
#pragma once

#include <functional>

#include "powercut/faultfs/effect_option.h"
#include "powercut/faultfs/pending_list.h"

namespace powercut {

// Which choices are asked for: all; or with needs_new those in which at least one of the effects
// from first_new on is not lost.
struct WantedStates {
  std::size_t first_new = 0;
  bool needs_new = false;
};

// Whether all that the effect needs is kept, as far as the choice goes.
bool needs_are_kept(const std::vector<PendingEffect>& effects, std::size_t index,
                    const Choice& choice);

// Whether the model and the order allow the choice, which has an option for each effect.
bool allows(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
            const Choice& choice);

class StateEnumeration {
 public:
  using Visitor = std::function<void(const Choice&, Disk&)>;

  // effects: all that are decided on. disk: what every state has; it is left as it was. choice and
  // exposures: memory to work in.
  StateEnumeration(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
                   Disk& disk, Choice& choice, std::vector<Exposure>& exposures)
      : model_(model), effects_(effects), disk_(disk), choice_(choice), exposures_(exposures) {}

  // Visits every legal choice that is wanted.
  void visit(const WantedStates& wanted, const Visitor& visitor);

 private:
  static constexpr std::uint64_t all_within_reach = ~std::uint64_t{0};

  std::uint64_t note_needed_by();
  void descend(std::size_t index, std::uint64_t within_reach);
  void visit_wanted() const;

  const PersistenceModel& model_;
  const std::vector<PendingEffect>& effects_;
  Disk& disk_;
  Choice& choice_;
  std::vector<Exposure>& exposures_;
  WantedStates wanted_ = {};
  const Visitor* visitor_ = nullptr;
  std::vector<std::uint64_t> needed_by_ = {};  // by effect: the new ones that need it, as bits;
                                               // empty: not known
};

}  // namespace powercut
