// KeyOracle: judges a state that is a map of keys, by the rules of Oracle.
//
// The usual state is the longest prefix without its optional steps, and to see that is fast. If
// some key differs from it, the class tries the other ways to explain the state.
#pragma once

#include "harness/judge/oracle_rules.h"

namespace powercut {

class KeyOracle : public OracleRules {
 public:
  KeyOracle(const History& history, bool believes_readers);

  void expect(const Promise& promise) override;
  std::optional<Violation> judge(std::span<const FoundValue> found) const override;
  std::optional<std::vector<Presence>> explain(std::span<const FoundValue> found) const override;
  std::optional<Violation> judge_key(std::uint32_t key, const FoundValue& found) const override;
  std::optional<bool> reveals(std::uint32_t step, std::span<const FoundValue> found) const override;
  bool shows(std::uint32_t step, std::uint32_t key, const FoundValue& found) const override;
  const std::optional<std::string>& expected(std::uint32_t key) const override {
    return *expected_[key];
  }

 private:
  // The value that a step gave a key; step `initial` stands for the setup.
  struct Version {
    std::int64_t step;
    const std::optional<std::string>* value;
  };

  // An assumption about one optional step: it is there, or it is not. A step that changes several
  // keys needs one assumption for all of them. Any other optional step needs none: its one key
  // decides.
  struct Choice {
    std::int64_t step;
    bool there;
  };
  using Choices = std::vector<Choice>;

  void follow(const Step& step);
  Standing standing(std::int64_t step) const;
  Standing standing(std::int64_t step, const Choices& choices) const;
  bool in_prefix(std::int64_t step, std::uint32_t prefix) const;
  bool explains(std::uint32_t prefix, std::uint32_t key, const FoundValue& found,
                const Choices& choices = {}) const;
  bool possible(std::uint32_t prefix, std::span<const FoundValue> found, Choices& choices) const;
  bool decide(std::uint32_t prefix, std::span<const FoundValue> found, Choices& choices) const;
  std::optional<std::int64_t> undecided_step(std::uint32_t prefix, const Choices& choices) const;
  bool is_visible(std::int64_t step, std::uint32_t prefix, const Choices& choices) const;
  Presence presence(std::uint32_t step, std::uint32_t prefix, std::span<const FoundValue> found,
                    const Choices& choices) const;
  bool is_torn(std::span<const FoundValue> found) const;
  Violation explain_failure(std::span<const FoundValue> found) const;
  Violation blame(std::uint32_t key, const FoundValue& found) const;
  std::string allowed_values(std::uint32_t key) const;

  const History& history_;
  bool believes_readers_;
  bool any_step_failed_;
  Promise promise_;
  std::vector<std::vector<Version>> versions_;               // by key, oldest first
  std::vector<const std::optional<std::string>*> expected_;  // by key
};

}  // namespace powercut
