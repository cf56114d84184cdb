#include "powercut/faultfs/crash_states.h"

#include "faultfs/states/state_counter.h"
#include "faultfs/states/state_enumeration.h"
#include "faultfs/states/state_points.h"
#include "faultfs/states/state_sampler.h"

namespace powercut {

// A call that cannot be there in part has one state: the state after its return.
bool CrashStates::is_partly_done() const {
  const std::vector<PendingEffect>& of_call = disk_.of_call();
  if (!is_under_way() || of_call.empty()) return false;
  return of_call.size() > 1 || of_call.front().kind == PendingEffect::Kind::data;
}

// While a call is under way, the state in which all is lost is the one before it.
WantedStates CrashStates::wanted(Which which) const {
  if (is_under_way()) return {.first_new = 0, .needs_new = true};
  if (which == Which::all || disk_.all_new()) return {};
  return {.first_new = disk_.new_from(), .needs_new = true};
}

bool CrashStates::nothing_new(Which which) const {
  return which == Which::new_ones && !disk_.all_new() && disk_.new_from() >= disk_.pending().size();
}

std::uint64_t CrashStates::count(Which which) const {
  if (!varies()) return 1;
  if (nothing_new(which)) return 0;
  StateCounter counter(model(), effects());
  std::uint64_t all = counter.count(effects().size());
  const WantedStates wanted = this->wanted(which);
  if (!wanted.needs_new || all == countless) return all;
  return all - counter.count(wanted.first_new);
}

void CrashStates::visit(Which which, const Visitor& visitor) {
  if (!varies()) return visit_one({}, visitor);
  if (nothing_new(which)) return;
  StateEnumeration(model(), effects(), disk_.common(), choice_, exposures_)
      .visit(wanted(which), visitor);
}

std::vector<Choice> CrashStates::sampled(Which which, std::uint64_t budget,
                                         std::uint64_t seed) const {
  if (effects().empty() || !varies()) return {Choice()};
  return StateSampler(model(), effects(), wanted(which), seed).choose(budget);
}

void CrashStates::sample(Which which, std::uint64_t budget, std::uint64_t seed,
                         const Visitor& visitor) {
  if (nothing_new(which) && varies()) return;
  if (effects().empty() || !varies()) return visit(which, visitor);
  for (const Choice& choice : sampled(which, budget, seed)) visit_one(choice, visitor);
}

void CrashStates::visit_one(const Choice& choice, const Visitor& visitor) {
  Disk::Session session(disk_.common());
  make(choice);
  visitor(choice, disk_.common());
}

Disk CrashStates::take_one(const Choice& choice) && {
  make(choice);
  return std::move(disk_.common());
}

void CrashStates::make(const Choice& choice) {
  Disk& disk = disk_.common();
  exposures_.clear();
  if (model().writeback == Writeback::when_synced) {
    // Durable, but behind something that speaks of the same place and may still become so.
    for (const PendingEffect& effect : disk_.pending()) {
      if (effect.must) apply(model(), effect, option_kept, disk, exposures_);
    }
  }
  for (std::size_t index = 0; index < choice.size(); ++index) {
    apply(model(), effects()[index], choice[index], disk, exposures_);
  }
}

bool CrashStates::is_legal(const Choice& choice) const {
  return choice.size() == (varies() ? effects().size() : 0) && allows(model(), effects(), choice);
}

StatePoints CrashStates::points() const {
  std::optional<std::uint64_t> bytes;
  if (is_under_way()) bytes = made().length;
  return {model(), effects(), call(), bytes};
}

CrashPoint CrashStates::point(const Choice& choice) const { return points().point(choice); }

std::size_t CrashStates::write_point(const Choice& choice, std::span<char> target) const {
  return points().write(choice, target);
}

std::optional<Choice> CrashStates::choice_at(const CrashPoint& point) const {
  const StatePoints points = this->points();
  std::optional<Choice> choice = points.choice_at(point);
  if (!choice || !is_legal(*choice)) return std::nullopt;
  if (points.bytes_present(*choice) != point.byte) return std::nullopt;
  return choice;
}

}  // namespace powercut
