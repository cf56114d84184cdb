// Finding: one broken promise, with all that is needed to see it again.
//
// The id is stable: the same program and seed give it again, and the program that found it shows it
// by `replay ID`.
//   id = store "/" workload "/" model "/" seed "/" (crash path | "run") ["/" fault rule]
// "run" is what was wrong as the plan ran. The model is "run", too, unless the plan cuts the power
// itself: then it is the model of these cuts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/fault_rule.h"
#include "powercut/harness/clauses.h"
#include "powercut/harness/oracle.h"

namespace powercut {

// Which state of which run; what an id says.
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

// The model of a log that a user has, cut at any byte.
inline constexpr std::string_view byte_prefix = "byte-prefix";

std::string to_text(const FindingPlace& place);
std::optional<FindingPlace> parse_finding_place(std::string_view id);

struct Finding {
  FindingPlace place;
  Violation violation;
  std::string call = {};              // the last call before the crash, or the one it cut
  std::string operation = {};         // the last operation that had begun
  std::string group = {};             // the cell's workload, if the plan is one of many in it
  std::string log_file = {};          // of a sweep over a user's log: its path
  std::string model_file = {};        // of a model that the user gave: its path
  Clauses without = Clauses::none();  // to which the store was not held (`--without`)
  // The command that calls the program that found it (Registry::program). Empty: a test, which is
  // told by its environment what to replay (check_store.h).
  std::string program = {};
  std::uint64_t piece = 0;  // of the sweep's work, in order; findings of several sweeps join by it
};

// Whatever is in it, a shell takes it for one word.
std::string shell_quoted(std::string_view text);

// Set to a finding's id, it has check_store() show that finding again and nothing else.
inline constexpr const char* replay_variable = "POWERCUT_REPLAY";

// The command that shows it again. An id says nothing of clauses: the command names again those
// that were switched off.
std::string replay_command(const Finding& finding);

}  // namespace powercut
