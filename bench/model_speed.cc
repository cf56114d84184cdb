// How fast each model's states are gone through: a 64-operation run of LogStore, one thread, as
// `powercut sweep` does it: the usual budget, nested crashes to the end, reduced.
//
// legal/s counts all states that were accounted for, recovered/s the images that were opened.
#include <benchmark/benchmark.h>

#include "bench/seconds.h"
#include "harness/catalog/catalog.h"
#include "harness/explore/explore_runs.h"

namespace powercut {

namespace {

void rate_under_model(benchmark::State& benchmark_state) {
  const PersistenceModel& model =
      *persistence_models()[static_cast<std::size_t>(benchmark_state.range(0))];
  const StoreUnderTest& store = *find_store("log");
  Plan plan = find_workload("mixed-uniform")->plan(1);
  Recording recording = record(store, plan);
  Tally tally;
  std::vector<double> seconds;
  for (auto _ : benchmark_state) {
    seconds.push_back(seconds_of(
        [&] { tally = explore({store, "mixed-uniform", 1}, plan, recording, model).tally; }));
  }
  auto legal = static_cast<double>(tally.legal);
  auto recovered = static_cast<double>(tally.visited);
  benchmark_state.SetLabel(model.name);
  benchmark_state.counters["legal"] = legal;
  benchmark_state.counters["recovered"] = recovered;
  benchmark_state.counters["skipped"] = static_cast<double>(tally.reduction.skipped);
  benchmark_state.counters["legal/s"] = legal / median(seconds);
  benchmark_state.counters["recovered/s"] = recovered / median(seconds);
}
BENCHMARK(rate_under_model)
    ->DenseRange(0, static_cast<std::int64_t>(persistence_models().size()) - 1)
    ->Unit(benchmark::kMillisecond)
    ->MinTime(1);

}  // namespace

}  // namespace powercut
