// Finding: describes one broken promise, with all that is needed to show it again.
//
// Its id is stable: the same program and seed give it again, and the program that found it shows it
// by `replay ID`.
//   id = store "/" workload "/" model "/" seed "/" (crash path | "run") ["/" fault rule]
// "run" in place of the crash path means that the promise was broken while the plan ran. The model
// is then "run", too, unless the plan itself cuts the power: then it is the model of these cuts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/fault_rule.h"
#include "powercut/harness/clauses.h"
#include "powercut/harness/oracle.h"

namespace powercut {

// The run and the state of it that an id names.
struct FindingPlace {
  std::string store;
  std::string workload;
  std::string model;  // "run": the run itself, without a crash
  std::uint64_t seed = 1;
  std::optional<CrashPath> crash = std::nullopt;  // none: the run itself
  std::optional<FaultRule> rule = std::nullopt;

  friend bool operator==(const FindingPlace&, const FindingPlace&) = default;
};

inline constexpr std::string_view run_itself = "run";

// The model for a sweep over a user's log, which is cut at any byte.
inline constexpr std::string_view byte_prefix = "byte-prefix";

std::string to_text(const FindingPlace& place);
std::optional<FindingPlace> parse_finding_place(std::string_view id);

struct Finding {
  FindingPlace place;
  Violation violation;
  std::string call = {};              // the last call before the crash, or the call that it cut
  std::string operation = {};         // the last operation that had begun
  std::string group = {};             // the cell's workload, if the plan is one of many in it
  std::string log_file = {};          // the path of the user's log, in a sweep over one
  std::string model_file = {};        // the path of the user's model file, if the model is from one
  Clauses without = Clauses::none();  // the clauses to which the store was not held (`--without`)
  // The command that calls the program that found it (Registry::program). Empty: a test found it,
  // and its environment names the finding to replay (check_store.h).
  std::string program = {};
  std::uint64_t piece = 0;  // its number in the sweep; findings are joined in this order
};

// The text, quoted so that a shell takes it for one word, whatever is in it.
std::string shell_quoted(std::string_view text);

// If this environment variable has a finding's id, check_store() shows that finding and nothing
// else.
inline constexpr const char* replay_variable = "POWERCUT_REPLAY";

// The command that shows the finding again. An id does not hold the clauses, so the command names
// those that were switched off.
std::string replay_command(const Finding& finding);

}  // namespace powercut
