// History: what was asked of a store and what it answered, against the calls of the trace.
//
//   step   one change of state (a set, a remove, a batch), in the order they were invoked. A run is
//          one caller, so at any time at most one step is under way.
//   event  something that adds to what is promised: an explicit sync that returned ok.
//
// "When" is counted in calls: a step with finished_calls = 7 ended after seven calls had been made
// and before the eighth. Times are the run's virtual time.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "powercut/io/clock.h"

namespace powercut {

inline constexpr std::uint32_t never_happened = std::numeric_limits<std::uint32_t>::max();

enum class Outcome : std::uint8_t {
  unfinished,    // still under way when the run ended
  acknowledged,  // the store returned ok
  failed,        // the store returned an error: there or not, but wholly (D7)
};

// A change of one key; `value` none: removed. Keys are numbered by KeyTable.
struct KeyChange {
  std::uint32_t key;
  std::optional<std::string> value;
};

// Of a subject: the state that a step leads to from a state; numbers of History::states.
struct Move {
  std::uint32_t from;
  std::uint32_t to;
};

struct Step {
  std::uint32_t operation = 0;          // index into the plan's operations
  std::vector<KeyChange> changes = {};  // one per key at most: the last of a batch counts
  std::vector<Move> moves = {};         // of a subject: from each state that it may meet
  Outcome outcome = Outcome::unfinished;
  std::uint32_t invoked_calls = 0;
  std::uint32_t finished_calls = never_happened;
  Duration finished_time{0};

  // A failed step that somebody has seen since: from `seen_calls` on it is there, or it is not.
  std::uint32_t seen_calls = never_happened;
  bool seen_there = false;

  // It failed, and nobody knows whether it is there.
  bool is_in_doubt() const { return outcome == Outcome::failed && seen_calls == never_happened; }
};

// From `calls` on, the first `steps` steps are durable whatever the policy.
struct SyncEvent {
  std::uint32_t calls;
  std::uint32_t steps;
};

// From `calls` on until the next open that succeeds, no further promise by time (D2) for the steps
// that the sync was for (judge/sync_excuse.h): it failed, and the store has said so. The call
// before `calls` is the one that failed.
struct SyncFailure {
  std::uint32_t calls;
  Duration time;
  std::uint32_t reopened_calls = never_happened;
};

// All keys of a run, sorted; a key's number is its rank.
class KeyTable {
 public:
  explicit KeyTable(std::vector<std::string> keys);

  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }
  const std::string& name(std::uint32_t key) const { return keys_[key]; }
  std::uint32_t number(std::string_view name) const;

  // nullopt: it is not in the table.
  std::optional<std::uint32_t> find(std::string_view name) const;

 private:
  std::vector<std::string> keys_;
};

struct History {
  explicit History(KeyTable table) : keys(std::move(table)), initial(keys.size()) {}

  // Whether this is of a subject: its one key has the observed state as its value.
  bool has_states() const { return !states.empty(); }

  // The number of a state; a new one, if it is not known.
  std::uint32_t number_of_state(const std::string& state);

  // The state from which the steps begin.
  std::uint32_t initial_state() const;

  // As it was when so many calls had been made and the process ended: steps that began later are
  // not in it, and those that ended later are unfinished.
  void cut(std::uint32_t calls);

  KeyTable keys;
  std::vector<std::optional<std::string>> initial;  // by key: what setup left, durable
  std::vector<Step> steps;
  std::vector<SyncEvent> syncs;
  std::vector<SyncFailure> sync_failures;
  Duration end_time{0};
  std::vector<std::string> states = {};  // of a subject, without repetition

  // The last life that made a change, as far as `initial` has it: its steps, and what there was
  // before them. No crash takes them back; damage at rest may look like a torn end of that life.
  std::vector<Step> settled = {};
  std::vector<std::optional<std::string>> before_settled = {};  // by key; empty: no such life
};

}  // namespace powercut
