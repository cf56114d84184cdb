// StatePoints: the states of one crash point as text, and back.
//
// A state of a call under way prints as how many of the call's bytes are there ("12.7"), where that
// tells everything: bytes alone, and cut at one place. Any other state prints with its choice
// ("12:k3l1").
//
// A view: the model and the effects are borrowed.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/effect_option.h"

namespace powercut {

class StatePoints {
 public:
  // effects: those that a choice decides on. bytes_under_way: the length of the call, while it is
  // under way; nullopt: it has returned.
  StatePoints(const PersistenceModel& model, const std::vector<PendingEffect>& effects,
              std::uint32_t call, std::optional<std::uint64_t> bytes_under_way)
      : model_(model), effects_(effects), call_(call), bytes_under_way_(bytes_under_way) {}

  CrashPoint point(const Choice& choice) const;

  // Its text, into the target, cut where that ends; returns how long it is there. It takes no
  // memory.
  std::size_t write(const Choice& choice, std::span<char> target) const;

  // The choice that a point of this call stands for, which may not be legal; nullopt: none.
  std::optional<Choice> choice_at(const CrashPoint& point) const;

  // How far the call under way has got in the state, as CrashPoint says it.
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
