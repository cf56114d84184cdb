// check_concurrently: a store under several threads at once, run by run, each judged.
//
//   ConcurrentReport report = check_concurrently([] { return my_store(); }, {.runs = 100});
//   if (!report.holds()) std::cout << report.text;
//
// A run is made of a seed: the same operations each time. How the threads meet is the machine's.
// When all are done, one thread reads every key, so a lost change shows even if nobody had looked.
//
// Errors: a store that cannot be made or closed counts as failed. An operation that answers
// `unsupported` was not tried, and is left out.
#pragma once

#include <functional>
#include <memory>

#include "harness/concurrent/concurrent_plan.h"
#include "harness/concurrent/judge_history.h"
#include "powercut/engine/store.h"

namespace powercut {

// An empty store that any number of threads may call.
using MakeStore = std::function<Result<std::unique_ptr<Store>>()>;

// Called while no thread runs: halfway, and before the last reads. May close the engine behind the
// store and open it again: earlier answers hold afterwards.
using Pause = std::function<Result<void>(Store&)>;

struct ConcurrentOptions {
  std::uint64_t first_seed = 1;
  std::uint64_t runs = 1;
  JudgeOptions judge = {};
  Pause pause = {};  // none: the threads run through
};

struct ConcurrentReport {
  std::uint64_t runs = 0;
  std::uint64_t operations = 0;
  std::uint64_t overlaps = 0;   // operations that met another on the same key; none: nothing tested
  std::uint64_t failed = 0;     // operations or pauses with an error, stores not made or not closed
  std::uint64_t undecided = 0;  // runs that were too much work to judge
  std::uint64_t violated = 0;   // 0 or 1: the first one ends it
  std::string text = {};        // of the violation: the least that shows it, and the seed

  // Nothing illegal, and nothing left open.
  bool holds() const { return violated == 0 && undecided == 0; }
};

ConcurrentReport check_concurrently(const MakeStore& make, const ConcurrentOptions& options);

// One run, not judged. After a pause that fails nothing more is done.
ConcurrentHistory run_concurrently(Store& store, const ConcurrentPlan& plan);
Result<ConcurrentHistory> run_concurrently(Store& store, const ConcurrentPlan& plan,
                                           const Pause& pause);

}  // namespace powercut
