// check_store: one store put through everything, for a test of one's own.
//
//   CheckResult result = check_store(my_store);
//   EXPECT_TRUE(result.holds()) << result;
//
// Unasked it lets the store live through worlds of many crashes, then through all short plans, then
// through the known workloads, in this order, until a part has found something and as far as the
// limit of CPU time allows; text() says what was left out, and which clauses of the contract the
// store was held to.
//
// Printed, a result is the table of verdicts and, if there is one, the first finding in full: the
// operations, the calls around the crash, what was on the disk, what was expected and found.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"
#include "powercut/io/clock.h"

namespace powercut {

struct CheckOptions {
  std::vector<std::string> workloads = {};  // by name; empty: all, if there are no own ones either
  // Beside them. A finding's id has the plan as text, which parse_plan() makes a plan of again.
  std::vector<Workload> own_workloads = {};
  // By name; empty: all but those of fails_under.
  std::vector<std::string> models = {};
  std::vector<PersistenceModel> own_models = {};  // which `models` may name, too
  bool with_errors = false;  // also let each call fail in turn (`powercut errors`)

  // Worlds of lifetimes for each model, and bounded plans. nullopt: the usual number, or none if
  // workloads were named.
  std::optional<std::uint64_t> worlds = std::nullopt;
  std::optional<std::uint64_t> plans = std::nullopt;

  // Goes on with the next part when one has found something already.
  bool goes_on = false;

  // CPU time, of all threads of this check together. Once it is used up, work that has not begun is
  // left out, and work under way is broken off; its findings so far count. Nothing else about a
  // result depends on a clock, and this hardly on what else the machine does. Zero: no limit, which
  // is usual if workloads were named.
  std::optional<Duration> cpu_limit = std::nullopt;

  std::uint64_t seed = 1;
  unsigned jobs = 1;
  ExplorationOptions exploration = {};
};

class CheckResult {
 public:
  // registry: has the store, the workloads and the models of the result. is_limited: the limit of
  // CPU time was reached; edges: what a probe says of them.
  CheckResult(SweepResult result, const Registry& registry, bool is_limited = false,
              std::string_view edges = {});
  // For a result that is told by a text of its own.
  CheckResult(SweepResult result, std::string text)
      : result_(std::move(result)), text_(std::move(text)) {}

  // No run and no state broke the promise, whatever the store is expected to do.
  bool holds() const { return failed_states({}) == 0; }

  // All that were visited under a model, or in the "run" itself; an empty name: everywhere.
  std::uint64_t visited_states(std::string_view model) const;
  std::uint64_t failed_states(std::string_view model) const;

  // Whether some state under the model broke the promise in this way; an empty name: anywhere.
  bool found(FindingKind kind, std::string_view model = {}) const;

  const SweepResult& sweep() const { return result_; }

  // The table, and the first finding in full.
  std::string text() const { return text_; }

 private:
  Tally tally_of(std::string_view model) const;

  SweepResult result_;
  std::string text_;
};

// Unknown names are a programmer's error (CHECK).
//
// A finding is told with the command that shows it again: it has the environment variable
// POWERCUT_REPLAY (replay_variable) name the finding. Then check_store() shows that one state and
// nothing else, and does nothing if the finding is of another store.
CheckResult check_store(const StoreUnderTest& store, const CheckOptions& options = {});

// One state of one plan, told in full; point: as a finding's id has it, or "run".
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
