// Oracle: judges what a store says it holds against what had been promised.
//
// A state is legal if there is a prefix of the history, no shorter than the promise demands, such
// that every key holds what the prefix gives it. In the prefix
//   acknowledged steps are included,
//   steps that failed, and the one under way, may each be included or not, but wholly,
//   a failed step that a reader has seen since is included or excluded as it was seen (D5, D7).
// The step under way can only be there if everything before it is.
//
// Usual case, and fast: the state is the longest prefix without the optional steps. Only where some
// key differs are the other ways to explain the state tried.
//
// Threads: one at a time. The history must outlive it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "powercut/harness/finding_kind.h"
#include "powercut/harness/promise.h"

namespace powercut {

// A store's answer for one key. The value's memory is reused from state to state.
struct FoundValue {
  bool there = false;
  std::string value;
  bool is_corrupt = false;  // the store says so instead, and any value explains that

  bool is(const std::optional<std::string>& other) const {
    return is_corrupt || (there == other.has_value() && (!there || value == *other));
  }
};

struct Violation {
  FindingKind kind;
  std::optional<std::string> key;  // none where no one key is to blame
  std::string expected;            // for a person
  std::string found;
};

class Oracle {
 public:
  // believes_readers: what a reader has seen binds (policy always, or a process kill).
  Oracle(const History& history, bool believes_readers);

  // The next judgements are held against this promise.
  void expect(const Promise& promise);

  // found: by key number.
  std::optional<Violation> judge(std::span<const FoundValue> found) const;

  // Which steps are there in a state that is legal, by the longest prefix that explains it.
  enum class Presence : std::uint8_t {
    there,
    absent,   // it could be seen, and is not
    unknown,  // optional, and hidden by what came later: the state does not tell
  };
  // By step, of all that had been invoked. nullopt: the state is not legal.
  std::optional<std::vector<Presence>> explain(std::span<const FoundValue> found) const;

  // One key alone, held against all that finished: for a reader of the live store.
  std::optional<Violation> judge_key(std::uint32_t key, const FoundValue& found) const;

  // Whether an optional step is there, as far as the whole state tells; nullopt: unknown, since its
  // changes were changed again, or were so before.
  std::optional<bool> reveals(std::uint32_t step, std::span<const FoundValue> found) const;

  // Whether one key's value alone tells that the step is there.
  bool shows(std::uint32_t step, std::uint32_t key, const FoundValue& found) const;

  // The value a key has if no optional step is there.
  const std::optional<std::string>& expected(std::uint32_t key) const { return *expected_[key]; }

 private:
  // The value that a step gave a key; step `initial` stands for the setup.
  struct Version {
    std::int64_t step;
    const std::optional<std::string>* value;
  };
  enum class Standing : std::uint8_t { included, excluded, optional };

  // Optional steps that are taken, for now, to be there or not. A step that changes several keys
  // must be decided for all of them together; for any other each key decides for itself.
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
