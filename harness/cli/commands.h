// The commands of the program `powercut`: each reads its options, does the work and returns the
// exit code.
//
//   0  every verdict is as expected; a replayed finding showed again
//   1  not so; the reports to merge are not the whole
//   2  wrong usage, or a file that cannot be read or written; one line on standard error says which
//   3  the store under test ended the process; one line on standard error says with which finding
//   130  Ctrl-C: what was done by then was shown and written all the same
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/output_files.h"
#include "harness/explore/sweep.h"

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
  std::uint64_t last_bytes = 0;           // of the log: cut only there; 0: everywhere
  std::string model_file = {};            // models of the user's (model_file.h)
  std::vector<std::string> without = {};  // clauses to which no store is held, by name
  std::string plan_file = {};             // plans of the user's (plan_file.h), beside the workloads
  std::string resume = {};                // a report of a part of the same sweep
  std::string corpus = {};                // of `live`: worlds to begin with (corpus_file.h)
  ExplorationOptions exploration = {};
  Shard shard = {};
  std::optional<std::uint64_t> worlds = std::nullopt;  // of lifetimes, for each store and model
  std::optional<std::uint64_t> plans = std::nullopt;   // of the bounded ones, for each store
  std::optional<std::chrono::seconds> time = std::nullopt;  // goes on so long, in rounds
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
};

int run_shrink(const ShrinkArguments& arguments);
int run_sweep(const SweepArguments& arguments);
int run_errors(const SweepArguments& arguments);
int run_live(const SweepArguments& arguments);
int run_log_sweep(const SweepArguments& arguments);
int run_replay(const ReplayArguments& arguments);
int run_list(const ListArguments& arguments);
int run_merge(const MergeArguments& arguments);
int run_matrix(const SweepArguments& arguments);

}  // namespace powercut
