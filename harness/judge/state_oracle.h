// StateOracle: judges the state of a subject, which is observed as a whole, by the rules of Oracle.
//
//   layer 0 = { the initial state }
//   layer n = the states that layer n-1 leads to by step n: an included step takes each state to
//             the one that it leads to, an excluded step leaves it, an optional one does either
//
// A state is legal if one of the layers from `must` to `finished` has it. If a step is under way,
// there is one more layer, which takes that step as optional, and a state in it is legal too.
// Layers are small: few steps are optional, and a state that several ways lead to counts once.
//
// To find which steps are there in a found state, the class takes the last layer that has the state
// and goes back. In each layer before, it keeps the states that lead on to it, by the step or
// without the step. If some lead on by the step and some without it, the state does not tell
// whether the step is there.
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
  std::optional<std::string> expected_;  // the state if no optional step is there
};

// Returns, sorted, the states that the step leads to from `before` if it `moves`, and the states of
// `before` themselves if it `stays`.
std::vector<std::uint32_t> states_after(const Step& step, std::span<const std::uint32_t> before,
                                        bool moves, bool stays);

}  // namespace powercut
