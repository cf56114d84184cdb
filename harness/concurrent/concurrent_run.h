// check_concurrently(): runs a store under several threads at once, and judges each run.
//
//   ConcurrentReport report = check_concurrently([] { return my_store(); }, {.runs = 100});
//   if (!report.holds()) std::cout << report.text;
//
// A seed decides the operations of a run. The machine decides how the threads meet. When all are
// done, one thread reads every key, so that a lost change shows even if no thread had read it.
//
// Errors: a store that cannot be made or closed counts as failed. An operation that returns
// `unsupported` is left out.
#pragma once

#include <functional>
#include <memory>

#include "harness/concurrent/concurrent_plan.h"
#include "harness/concurrent/judge_history.h"
#include "powercut/engine/store.h"

namespace powercut {

// Makes an empty store that any number of threads may call.
using MakeStore = std::function<Result<std::unique_ptr<Store>>()>;

// Is called while no thread runs: halfway, and before the last reads. It may close the engine
// behind the store and open it again; then earlier answers must still hold.
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
  std::uint64_t overlaps = 0;   // operations that met another on the same key; 0: no test at all
  std::uint64_t failed = 0;     // operations or pauses with an error, stores not made or not closed
  std::uint64_t undecided = 0;  // runs that were too much work to judge
  std::uint64_t violated = 0;   // 0 or 1: the first violation ends the check
  std::string text = {};        // the least that shows the violation, and the seed

  // True if no run was illegal, and all were judged.
  bool holds() const { return violated == 0 && undecided == 0; }
};

ConcurrentReport check_concurrently(const MakeStore& make, const ConcurrentOptions& options);

// Does one run without judging it. If a pause fails, the run ends there.
ConcurrentHistory run_concurrently(Store& store, const ConcurrentPlan& plan);
Result<ConcurrentHistory> run_concurrently(Store& store, const ConcurrentPlan& plan,
                                           const Pause& pause);

}  // namespace powercut
