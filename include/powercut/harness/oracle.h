// Oracle: judges what a store says it holds against what had been promised.
//
// A state is legal if there is a prefix of the history, no shorter than the promise demands, such
// that every key holds what the prefix gives it. In the prefix
//   acknowledged steps are included,
//   steps that failed, and the one under way, may each be included or not, but wholly,
//   a failed step that a reader has seen since is included or excluded as it was seen (D5, D7).
// The step under way can only be there if everything before it is.
//
// Of a subject (subject.h) the state as a whole takes the place of the keys.
//
// Threads: one at a time. The history must outlive it.
#pragma once

#include <memory>
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

class OracleRules;

class Oracle {
 public:
  // believes_readers: what a reader has seen binds (policy always, or a process kill).
  Oracle(const History& history, bool believes_readers);
  Oracle(Oracle&&) noexcept;
  Oracle& operator=(Oracle&&) noexcept;
  ~Oracle();

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
  const std::optional<std::string>& expected(std::uint32_t key) const;

 private:
  std::unique_ptr<OracleRules> rules_;
};

}  // namespace powercut
