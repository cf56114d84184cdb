#include "harness/explore/sweep.h"

#include <algorithm>

#include "harness/explore/explore.h"
#include "harness/explore/parallel.h"

namespace powercut {

namespace {

// Small enough that the last pieces of work end together, large enough that walking up to a piece's
// first call does not count.
constexpr std::uint64_t states_per_piece = 4096;

struct Run {
  const StoreUnderTest* store;
  const Workload* workload;
  Plan plan;
  std::optional<Recording> recording;
};

struct Piece {
  const Run* run;
  const PersistenceModel* model;
  CallRange range;
  std::size_t cell;
};

std::vector<Piece> cut_into_pieces(const Run& run, const PersistenceModel& model,
                                   std::size_t cell) {
  std::vector<Piece> pieces;
  const Trace& trace = run.recording->trace;
  CallRange range;
  std::uint64_t states = 0;
  while (range.end < trace.size()) {
    states += model.count(trace, {.begin = range.end, .end = range.end + 1});
    ++range.end;
    if (states < states_per_piece && range.end < trace.size()) continue;
    pieces.push_back({&run, &model, range, cell});
    range.begin = range.end;
    states = 0;
  }
  return pieces;
}

}  // namespace

SweepResult sweep(const SweepOptions& options, Progress& progress) {
  std::vector<Run> runs;
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* workload : options.workloads) {
      runs.push_back({store, workload, workload->plan(options.seed), std::nullopt});
    }
  }
  parallel_for(runs.size(), options.jobs, [&](std::size_t index) {
    runs[index].recording.emplace(record(*runs[index].store, runs[index].plan));
  });

  SweepResult result{.command = "sweep", .seed = options.seed};
  std::vector<Piece> pieces;
  for (const Run& run : runs) {
    Subject subject{*run.store, run.workload->name, options.seed};
    result.cells.push_back({run.store->name, run.workload->name, std::string(run_itself),
                            outcomes_of_run(subject, run.plan, *run.recording)});
    for (const PersistenceModel* model : options.models) {
      result.cells.push_back({run.store->name, run.workload->name, std::string(model->name), {}});
      auto cut = cut_into_pieces(run, *model, result.cells.size() - 1);
      pieces.insert(pieces.end(), cut.begin(), cut.end());
      progress.total += model->count(run.recording->trace,
                                     {0, static_cast<std::uint32_t>(run.recording->trace.size())});
    }
  }

  std::vector<Outcomes> outcomes(pieces.size());
  parallel_for(pieces.size(), options.jobs, [&](std::size_t index) {
    const Piece& piece = pieces[index];
    Subject subject{*piece.run->store, piece.run->workload->name, options.seed};
    outcomes[index] = explore(subject, piece.run->plan, *piece.run->recording, *piece.model,
                              piece.range, progress.states);
    progress.done += outcomes[index].tally.visited;
  });
  for (std::size_t index = 0; index < pieces.size(); ++index) {
    result.cells[pieces[index].cell].outcomes.add(std::move(outcomes[index]));
  }
  return result;
}

}  // namespace powercut
