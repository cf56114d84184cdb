// Oracle: judges a store's answers after a crash by its promise.
//
// The answers are right if they are those of a prefix of the history, no shorter than the promise
// demands: every key has the value that the prefix gives it. In the prefix
//   acknowledged steps are included,
//   each failed step, and the step under way, may be included or not, but wholly,
//   a failed step that a reader has settled since is included or excluded as it was seen (D5, D7).
// The step under way can only be included if every acknowledged step before it is.
//
// For a subject (subject.h) the whole state takes the place of the keys.
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

// A store's answer for one key. The memory of the value is reused from state to state.
struct FoundValue {
  bool there = false;
  std::string value;
  bool is_corrupt = false;  // the store says that the value is corrupt; any value explains that

  bool is(const std::optional<std::string>& other) const {
    return is_corrupt || (there == other.has_value() && (!there || value == *other));
  }
};

struct Violation {
  FindingKind kind;
  std::optional<std::string> key;  // none: no single key is to blame
  std::string expected;            // text for people
  std::string found;
};

class OracleRules;

class Oracle {
 public:
  // believes_readers: a step that a reader has settled must be as it was seen (policy always, or a
  // process kill).
  Oracle(const History& history, bool believes_readers);
  Oracle(Oracle&&) noexcept;
  Oracle& operator=(Oracle&&) noexcept;
  ~Oracle();

  // Sets the promise by which the next answers are judged.
  void expect(const Promise& promise);

  // Judges the answers for all keys, by key number. nullopt: no violation.
  std::optional<Violation> judge(std::span<const FoundValue> found) const;

  // Whether a step is there, by the longest prefix that explains the state.
  enum class Presence : std::uint8_t {
    there,
    absent,   // the state would show the step, and does not
    unknown,  // the step is optional, and later steps hide it
  };
  // For each step that had been invoked. nullopt: no prefix explains the state.
  std::optional<std::vector<Presence>> explain(std::span<const FoundValue> found) const;

  // Judges the answer for one key by all finished steps, for a reader of the live store.
  std::optional<Violation> judge_key(std::uint32_t key, const FoundValue& found) const;

  // Whether an optional step is there, as far as the whole state shows it. nullopt: unknown, since
  // other steps also changed its keys.
  std::optional<bool> reveals(std::uint32_t step, std::span<const FoundValue> found) const;

  // Whether the value of one key shows, by itself, that the step is there.
  bool shows(std::uint32_t step, std::uint32_t key, const FoundValue& found) const;

  // The value that a key has if no optional step is there.
  const std::optional<std::string>& expected(std::uint32_t key) const;

 private:
  std::unique_ptr<OracleRules> rules_;
};

}  // namespace powercut
