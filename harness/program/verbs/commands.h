// commands: the commands of run_program(). Each takes its options, does the work and returns the
// exit code (run_program.h lists the codes). The models of --model-file are added to the registry.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/program/output_files.h"
#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

inline constexpr int exit_as_expected = 0;
inline constexpr int exit_not_as_expected = 1;
inline constexpr int exit_wrong_usage = 2;

struct SweepArguments {
  std::vector<std::string> stores;     // empty: all
  std::vector<std::string> workloads;  // empty: all, or those that suit the command
  std::vector<std::string> models;     // empty: all
  std::uint64_t seed = 1;
  unsigned jobs = 0;  // 0: as many as the machine has cores
  OutputArguments output = {};
  std::string log = {};                   // a log file to sweep over, instead of workloads
  std::uint64_t last_bytes = 0;           // cut only in so many last bytes of the log; 0: in all
  std::string model_file = {};            // a file of the user's models (model_file.h)
  std::vector<std::string> without = {};  // clauses to which no store is held, by name
  std::string plan_file = {};             // the user's plans (plan_file.h), beside the workloads
  std::string resume = {};                // a report of a part of the same sweep
  std::string corpus = {};                // only `live`: worlds to begin with (corpus_file.h)
  ExplorationOptions exploration = {};
  Shard shard = {};
  std::optional<std::uint64_t> worlds = std::nullopt;  // of lifetimes, for each store and model
  std::optional<std::uint64_t> plans = std::nullopt;   // bounded plans, for each store
  std::optional<std::chrono::seconds> time = std::nullopt;  // go on so long, in rounds
  bool shrinks = false;  // also show the first finding of each store and model at its smallest
};

struct MergeArguments {
  std::vector<std::string> reports;
  OutputArguments output = {};
  std::string model_file = {};
};

struct ReplayArguments {
  std::string id;
  std::string log = {};
  std::string model_file = {};
  std::vector<std::string> without = {};  // as where the finding was made
  std::string without_sync = {};          // a place of `audit`; empty: none
};

struct AuditArguments {
  std::string store;
  std::vector<std::string> models = {};  // empty: all under which the store is to hold
  std::string model_file = {};
  std::vector<std::string> without = {};
  std::uint64_t seed = 1;
  unsigned jobs = 0;                                        // 0: as many as the machine has cores
  std::optional<std::chrono::seconds> time = std::nullopt;  // of CPU, for each sync
  std::string json = {};
};

struct ListArguments {
  std::string what;
  std::string name = {};  // of a model: all that is known of it
  bool at_length = false;
  std::string model_file = {};
};

struct ShrinkArguments {
  std::string id;
  bool as_test = false;  // print a GoogleTest case
  std::string model_file = {};
  std::vector<std::string> without = {};  // as where the finding was made
  std::string without_sync = {};          // a place of `audit`; empty: none
};

// The option that a command of a finding needs; empty for an empty place.
std::string without_sync_option(std::string_view place);

int run_audit(const AuditArguments& arguments, Registry& registry);
int run_shrink(const ShrinkArguments& arguments, Registry& registry);
int run_sweep(const SweepArguments& arguments, Registry& registry);
int run_errors(const SweepArguments& arguments, Registry& registry);
int run_live(const SweepArguments& arguments, Registry& registry);
int run_log_sweep(const SweepArguments& arguments, Registry& registry);
int run_replay(const ReplayArguments& arguments, Registry& registry);
int run_list(const ListArguments& arguments, Registry& registry);
int run_merge(const MergeArguments& arguments, Registry& registry);
int run_matrix(const SweepArguments& arguments, Registry& registry);

}  // namespace powercut
