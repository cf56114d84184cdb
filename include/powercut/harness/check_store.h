// check_store: tests one store in all ways that the harness has; for use in a test of the user's.
//
//   CheckResult result = check_store(my_store);
//   EXPECT_TRUE(result.holds()) << result;
//
// With the usual options it first runs worlds of many crashes (lifetimes), then bounded plans, then
// the known workloads. It stops after the part that has a finding, or when the limit of CPU time is
// reached; worlds take at most three fifths of the limit. text() says which work was left out, and
// to which clauses of the contract the store was held.
//
// A result prints as the table of verdicts. If there is a finding, the first one follows in full:
// the operations, the calls around the crash, the contents of the disk, the expected and the found
// state.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"
#include "powercut/io/clock.h"

namespace powercut {

struct CheckOptions {
  std::vector<std::string> workloads = {};  // by name; empty: all, if own_workloads is empty, too
  // Further workloads. A finding's id holds the plan as text, which parse_plan() reads.
  std::vector<Workload> own_workloads = {};
  // By name. Empty: all, except those under which the store is expected to fail and those that are
  // used only by name (PersistenceModel::only_by_name).
  std::vector<std::string> models = {};
  std::vector<PersistenceModel> own_models = {};  // further models; `models` may name them
  bool with_errors = false;  // also makes each call fail in turn (`powercut errors`)

  // The number of worlds of lifetimes for each model, and the number of bounded plans. nullopt: the
  // usual number, or none if workloads are named.
  std::optional<std::uint64_t> worlds = std::nullopt;
  std::optional<std::uint64_t> plans = std::nullopt;

  // Continues with the next part after one that has a finding. With named workloads it always does.
  bool goes_on = false;

  // The limit of CPU time, of all threads of this check together. When it is used up, no new work
  // begins, and work under way is broken off; the findings so far count. Nothing else about a
  // result depends on a clock, and this hardly depends on other load of the machine. Zero: no
  // limit, which is usual if workloads are named.
  std::optional<Duration> cpu_limit = std::nullopt;

  std::uint64_t seed = 1;
  unsigned jobs = 1;
  ExplorationOptions exploration = {};
};

class CheckResult {
 public:
  // registry: has the store, the workloads and the models of the result. is_limited: the limit of
  // CPU time was reached. edges: the text of a probe about the store's edges (store_edges.h).
  CheckResult(SweepResult result, const Registry& registry, bool is_limited = false,
              std::string_view edges = {});
  // For a result that has a text of its own.
  CheckResult(SweepResult result, std::string text)
      : result_(std::move(result)), text_(std::move(text)) {}

  // True if no run and no state broke the promise. The store's expected failures count, too.
  bool holds() const { return failed_states({}) == 0; }

  // The number of states visited under a model, and of those that failed. The model "run" is the
  // run itself, without a crash. An empty name: of all models.
  std::uint64_t visited_states(std::string_view model) const;
  std::uint64_t failed_states(std::string_view model) const;

  // Whether some state under the model broke the promise in this way. An empty name: under any
  // model.
  bool found(FindingKind kind, std::string_view model = {}) const;

  const SweepResult& sweep() const { return result_; }

  // The table of verdicts, and the first finding in full.
  std::string text() const { return text_; }

 private:
  Tally tally_of(std::string_view model) const;

  SweepResult result_;
  std::string text_;
};

// Tests the store. An unknown name in the options is a programmer's error (CHECK).
//
// The text of a finding has the command that shows it again. That command sets the environment
// variable POWERCUT_REPLAY (replay_variable) to the finding's id. check_store() then replays that
// one finding and nothing else; it does nothing if the finding is of another store.
CheckResult check_store(const StoreUnderTest& store, const CheckOptions& options = {});

// The verdict on one state of one plan, and its text in full. point: as in a finding's id, or
// "run".
struct StateCheck {
  bool holds;
  std::string text;
};
StateCheck check_state(const StoreUnderTest& store, const Plan& plan, std::string_view model,
                       std::string_view point);
StateCheck check_state(const StoreUnderTest& store, const Plan& plan, const PersistenceModel& model,
                       std::string_view point);

std::ostream& operator<<(std::ostream& stream, const CheckResult& result);

}  // namespace powercut
