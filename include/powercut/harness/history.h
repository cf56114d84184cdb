// History: records the changes that a run asked of a store, the answers, and their place in the
// trace.
//
//   step   one change (a set, a remove, a batch); steps are in the order in which they were
//          invoked. A run has one caller, so at most one step is under way at any time.
//   event  an explicit sync that returned ok, and so adds to the promise
//
// The moments of a run are counted in calls: a step with finished_calls = 7 ended after seven calls
// had been made and before the eighth. Times are the run's virtual time.
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
  failed,        // the store returned an error: the change is wholly there or wholly absent (D7)
};

// A change of one key; without a value, the key is removed. KeyTable numbers the keys.
struct KeyChange {
  std::uint32_t key;
  std::optional<std::string> value;
};

// For a subject: a step leads from one state to another. The numbers are those of History::states.
struct Move {
  std::uint32_t from;
  std::uint32_t to;
};

struct Step {
  std::uint32_t operation = 0;          // index into the plan's operations
  std::vector<KeyChange> changes = {};  // at most one for a key: the last in a batch counts
  std::vector<Move> moves = {};         // for a subject: one from each state that the step may meet
  Outcome outcome = Outcome::unfinished;
  std::uint32_t invoked_calls = 0;
  std::uint32_t finished_calls = never_happened;
  Duration finished_time{0};

  // For a failed step that a reader has settled since: from `seen_calls` on it is known whether the
  // step is there.
  std::uint32_t seen_calls = never_happened;
  bool seen_there = false;

  // The step failed, and no reader has settled whether it is there.
  bool is_in_doubt() const { return outcome == Outcome::failed && seen_calls == never_happened; }
};

// An explicit sync: from `calls` on, the first `steps` steps are durable, whatever the policy.
struct SyncEvent {
  std::uint32_t calls;
  std::uint32_t steps;
};

// A failed sync that the store has reported. From `calls` on, until the next open that succeeds,
// the passing of time (D2) promises nothing more for the steps that the sync was to make durable
// (judge/sync_excuse.h). The call before `calls` is the failed one.
struct SyncFailure {
  std::uint32_t calls;
  Duration time;
  std::uint32_t reopened_calls = never_happened;
};

// All keys of a run, sorted. The number of a key is its place in this order.
class KeyTable {
 public:
  explicit KeyTable(std::vector<std::string> keys);

  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }
  const std::string& name(std::uint32_t key) const { return keys_[key]; }
  std::uint32_t number(std::string_view name) const;

  // nullopt: the key is not in the table.
  std::optional<std::uint32_t> find(std::string_view name) const;

 private:
  std::vector<std::string> keys_;
};

struct History {
  explicit History(KeyTable table) : keys(std::move(table)), initial(keys.size()) {}

  // Whether this is the history of a subject: its one key has the observed state as its value.
  bool has_states() const { return !states.empty(); }

  // The number of a state. A state that is not known gets a new number.
  std::uint32_t number_of_state(const std::string& state);

  // The state from which the steps begin.
  std::uint32_t initial_state() const;

  // Cuts the history to its first `calls` calls, where the process ended: it drops steps that began
  // later, and makes those that ended later unfinished.
  void cut(std::uint32_t calls);

  KeyTable keys;
  std::vector<std::optional<std::string>> initial;  // by key: the durable values that setup left
  std::vector<Step> steps;
  std::vector<SyncEvent> syncs;
  std::vector<SyncFailure> sync_failures;
  Duration end_time{0};
  std::vector<std::string> states = {};  // for a subject: its states, each once

  // The steps of the last life that made a change, as far as `initial` holds them, and the values
  // before them. No crash takes these steps back; damage at rest may look like a torn end of that
  // life.
  std::vector<Step> settled = {};
  std::vector<std::optional<std::string>> before_settled = {};  // by key; empty: no such life
};

}  // namespace powercut
