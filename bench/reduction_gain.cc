// The gain of reduction, under posix-min.
//
// reduced: a run of LogStore with 256 operations, as `powercut sweep` does it with a budget of so
// many states. How many states there are for each that was recovered; settled: that were not
// skipped.
//
// against_everything: 24 operations and one level of nested crashes, all states, reduced and then
// without any reduction, in turns. The legal states of both are counted, not equal: without
// reduction each recovery is followed anew.
#include <benchmark/benchmark.h>

#include "bench/seconds.h"
#include "harness/catalog/catalog.h"
#include "harness/explore/explore_runs.h"
#include "harness/workloads/mixes.h"

namespace powercut {

namespace {

struct LogRun {
  const StoreUnderTest& store = *find_store("log");
  const PersistenceModel& model = *find_persistence_model("posix-min");
  Plan plan;
  Recording recording;

  explicit LogRun(std::uint64_t operations)
      : plan(draw({.operations = operations,
                   .gets = 10,
                   .removes = 15,
                   .compactions = 4,
                   .syncs = 3,
                   .reopens = 4},
                  1)),
        recording(record(store, plan)) {}

  Tally explored(const ExplorationOptions& options) const {
    return explore({store, "mixed", 1}, plan, recording, model, options).tally;
  }
};

double ratio(std::uint64_t left, std::uint64_t right) {
  return static_cast<double>(left) / static_cast<double>(right);
}

void reduced(benchmark::State& benchmark_state) {
  LogRun run(256);
  ExplorationOptions options{.budget = static_cast<std::uint64_t>(benchmark_state.range(0))};
  Tally tally;
  for (auto _ : benchmark_state) tally = run.explored(options);
  benchmark_state.counters["legal"] = static_cast<double>(tally.legal);
  benchmark_state.counters["recovered"] = static_cast<double>(tally.visited);
  benchmark_state.counters["skipped"] = static_cast<double>(tally.reduction.skipped);
  benchmark_state.counters["legal_over_recovered"] = ratio(tally.legal, tally.visited);
  benchmark_state.counters["settled_over_recovered"] =
      ratio(tally.legal - tally.reduction.skipped, tally.visited);
}
BENCHMARK(reduced)->Arg(256)->Arg(4096)->Unit(benchmark::kMillisecond)->Iterations(1);

void against_everything(benchmark::State& benchmark_state) {
  LogRun run(24);
  ExplorationOptions options{.budget = 1'000'000, .depth = 1};
  ExplorationOptions everything = options;
  everything.reduces = false;
  Tally few;
  Tally all;
  std::vector<double> few_seconds;
  std::vector<double> all_seconds;
  for (auto _ : benchmark_state) {
    few_seconds.push_back(seconds_of([&] { few = run.explored(options); }));
    all_seconds.push_back(seconds_of([&] { all = run.explored(everything); }));
  }
  benchmark_state.counters["legal"] = static_cast<double>(few.legal);
  benchmark_state.counters["legal_unreduced"] = static_cast<double>(all.legal);
  benchmark_state.counters["recovered"] = static_cast<double>(few.visited);
  benchmark_state.counters["recovered_unreduced"] = static_cast<double>(all.visited);
  benchmark_state.counters["skipped"] = static_cast<double>(few.reduction.skipped);
  benchmark_state.counters["skipped_unreduced"] = static_cast<double>(all.reduction.skipped);
  benchmark_state.counters["recoveries_ratio"] = ratio(all.visited, few.visited);
  benchmark_state.counters["time_ratio"] = median(all_seconds) / median(few_seconds);
}
BENCHMARK(against_everything)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace

}  // namespace powercut
