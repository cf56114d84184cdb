// StatePoints: writes the states of one crash point as text, and reads them.
//
// A state of a call under way is written as the number of the call's bytes that are there ("12.7"),
// if that number says it all: the call has only bytes, and they are cut at one place. Any other
// state is written with its choice ("12:k3l1").
//
// It is a view: it borrows the model and the effects.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/effect_option.h"

namespace powercut {

class StatePoints {
 public:
  // effects: those for which a choice has an option. bytes_under_way: the length of the call, while
  // it is under way; nullopt: it has returned.
  StatePoints(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
              std::uint32_t call, std::optional<std::uint64_t> bytes_under_way)
      : model_(model), effects_(effects), call_(call), bytes_under_way_(bytes_under_way) {}

  CrashPoint point(const Choice& choice) const;

  // Writes the text of point() to the target, as far as it fits, and returns the length written. It
  // allocates no memory.
  std::size_t write(const Choice& choice, std::span<char> target) const;

  // The choice for a crash point of this call, which may not be legal. nullopt: there is none.
  std::optional<Choice> choice_at(const CrashPoint& point) const;

  // The number of bytes of the call under way that are there in the state, as in CrashPoint::byte.
  std::uint64_t bytes_present(const Choice& choice) const;

 private:
  bool is_told_by_bytes(const Choice& choice) const;
  bool is_prefix(const Choice& choice) const;
  Choice first_bytes(std::uint64_t bytes) const;

  const PersistenceModel& model_;
  const std::vector<PendingEffect>& effects_;
  std::uint32_t call_;
  std::optional<std::uint64_t> bytes_under_way_;
};

}  // namespace powercut
