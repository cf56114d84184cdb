// state_enumeration: makes every legal choice of some pending effects, and the disk of each.
//
// The idea. Effects are decided from the oldest to the youngest. Each is decided in every way:
// lost, torn, kept. A way is applied to the disk inside a Disk::Session; then the younger effects
// are decided, and the session undoes the way. So two states that differ only in the youngest
// effect share all the work before it.
//
// Example. A growth 0, bytes 1 that need it, and a name 2 that needs the bytes; each can only be
// lost or kept:
//
//   0 lost   -> 1 lost (needs 0) -> 2 lost              l3
//   0 kept   -> 1 lost           -> 2 lost (needs 1)    k1l2
//               1 kept           -> 2 lost              k2l1
//                                   2 kept              k3
//
// New states. After a call that only added effects, the states in which all new effects are lost
// were there before it, so only the others are visited: in the example, if 2 is the one new effect,
// k3. To reach these without a walk through all states, each older effect has a bit for each new
// one that needs it, also by way of others. If it is not kept, these bits of `within_reach` are
// cleared. When no bit is left, no new effect can be there further down, and the branch ends.
//
// The invariant: before effect i is decided, the disk has the first i effects as the choice says,
// and no other; all effects that a kept or torn one needs are kept; all effects marked `must` are
// kept.
//
// Why this is right: an effect needs only older ones, so it is known whether it may be there when
// its turn comes, and every choice that breaks no need is reached in exactly one way.
#pragma once

#include <functional>

#include "powercut/faultfs/effect_option.h"
#include "powercut/faultfs/pending_list.h"

namespace powercut {

// The choices that are asked for: all; or, with needs_new, those in which at least one effect from
// first_new on is not lost.
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

  // effects: all effects to decide. disk: the disk from which every state is made; it is left
  // unchanged. choice and exposures: memory for the work.
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
  std::vector<std::uint64_t> needed_by_ = {};  // by effect: the new effects that need it, as bits;
                                               // empty: not known
};

}  // namespace powercut
