// StateOracle: the oracle's rules for a subject, whose state is observed as a whole.
//
//   layer 0 = { the initial state }
//   layer n = the states that layer n-1 leads to by step n: an included step takes each state to
//             the one that it leads to, an excluded step leaves it, an optional one does either
//
// A state is legal if it is in one of the layers from `must` to `finished`, or in the last, which
// takes the step under way as an optional one. Few steps are optional, and ways that lead to the
// same state are one from there on, so layers are small.
//
// Which steps are there in a state that was found follows from the last layer that has it, going
// back: those states of the layer before that lead to it, by the step or without it. Where some
// ways have the step and some have not, the state does not tell.
#pragma once

#include "harness/judge/oracle_rules.h"

namespace powercut {

class StateOracle : public OracleRules {
 public:
  StateOracle(const History& history, bool believes_readers);

  void expect(const Promise& promise) override;
  std::optional<Violation> judge(std::span<const FoundValue> found) const override;
  std::optional<std::vector<Presence>> explain(std::span<const FoundValue> found) const override;
  std::optional<Violation> judge_key(std::uint32_t key, const FoundValue& found) const override;
  std::optional<bool> reveals(std::uint32_t step, std::span<const FoundValue> found) const override;
  bool shows(std::uint32_t step, std::uint32_t key, const FoundValue& found) const override;
  const std::optional<std::string>& expected(std::uint32_t) const override { return expected_; }

 private:
  using States = std::vector<std::uint32_t>;  // sorted

  Standing standing(std::uint32_t step) const;
  bool has(const States& states, const FoundValue& found) const;
  std::optional<std::vector<Presence>> go_back(std::size_t layer, const FoundValue& found) const;
  Violation blame(const FoundValue& found) const;
  std::string legal_states() const;

  const History& history_;
  bool believes_readers_;
  Promise promise_;
  std::vector<States> layers_;
  States legal_;
  std::optional<std::string> expected_;  // with no optional step
};

// The states that a step leads to from any of the states, and with `stays` those themselves;
// sorted.
std::vector<std::uint32_t> states_after(const Step& step, std::span<const std::uint32_t> before,
                                        bool moves, bool stays);

}  // namespace powercut
