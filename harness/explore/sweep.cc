#include "harness/explore/sweep.h"

#include <algorithm>

#include "harness/explore/explore.h"
#include "harness/explore/parallel.h"
#include "harness/explore/pieces.h"

namespace powercut {

namespace {

// Small enough that the last pieces of work end together; large enough that walking up to a piece's
// first call does not count, and that equal images meet.
constexpr std::uint64_t states_per_piece = 16384;

struct Run {
  const StoreUnderTest* store;
  const Workload* workload;
  Plan plan;
  std::optional<Recording> recording;
};

struct Piece {
  const Run* run;
  const PersistenceModel* model;  // nullptr: the run itself
  CallRange range;
  std::size_t cell;
};

// How many states each call has to be visited for.
std::vector<std::uint64_t> weights_of(const Recording& recording, const PersistenceModel& model,
                                      std::uint64_t budget) {
  std::vector<std::uint64_t> weights;
  CrashStates states(model, recording.base);
  for (std::uint32_t call = 0; call < recording.trace.size(); ++call) {
    states.begin(recording.trace, call);
    std::uint64_t weight = 0;
    if (states.is_partly_done()) weight += states.count(CrashStates::Which::new_ones);
    states.finish();
    weights.push_back(weight + std::min(budget, states.count(CrashStates::Which::new_ones)));
  }
  return weights;
}

std::vector<Piece> cut_into_pieces(const Run& run, const PersistenceModel& model, std::size_t cell,
                                   std::uint64_t budget) {
  std::vector<Piece> pieces;
  std::vector<std::uint64_t> weights = weights_of(*run.recording, model, budget);
  CallRange range;
  std::uint64_t states = 0;
  while (range.end < weights.size()) {
    states += weights[range.end];
    ++range.end;
    if (states < states_per_piece && range.end < weights.size()) continue;
    pieces.push_back({&run, &model, range, cell});
    range.begin = range.end;
    states = 0;
  }
  return pieces;
}

std::vector<Run> record_all(const SweepOptions& options) {
  std::vector<Run> runs;
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* workload : options.workloads) {
      runs.push_back({store, workload, workload->plan(options.seed), std::nullopt});
    }
  }
  parallel_for(runs.size(), options.jobs, [&](std::size_t index) {
    runs[index].recording.emplace(record(*runs[index].store, runs[index].plan));
  });
  return runs;
}

std::vector<Piece> plan_pieces(const std::vector<Run>& runs, const SweepOptions& options,
                               SweepResult& result) {
  std::vector<Piece> cells;
  for (const Run& run : runs) {
    cells.push_back({&run, nullptr, {}, cells.size()});
    for (const PersistenceModel* model : options.models) {
      cells.push_back({&run, model, {}, cells.size()});
    }
  }
  std::vector<std::vector<Piece>> by_cell(cells.size());
  parallel_for(cells.size(), options.jobs, [&](std::size_t cell) {
    const Piece& whole = cells[cell];
    by_cell[cell] = whole.model == nullptr ? std::vector<Piece>{whole}
                                           : cut_into_pieces(*whole.run, *whole.model, cell,
                                                             options.exploration.budget);
  });
  std::vector<Piece> pieces;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const auto& [run, model, range, number] = cells[cell];
    result.cells.push_back(
        {run->store->name, run->workload->name, model ? model->name : std::string(run_itself), {}});
    pieces.insert(pieces.end(), by_cell[cell].begin(), by_cell[cell].end());
  }
  return pieces;
}

}  // namespace

SweepResult sweep(const SweepOptions& options, Progress& progress) {
  std::vector<Run> runs = record_all(options);
  SweepResult result{.command = "sweep", .seed = options.seed, .exploration = options.exploration};
  std::vector<Piece> pieces = plan_pieces(runs, options, result);
  progress.total =
      (pieces.size() + options.shard.count - options.shard.index) / options.shard.count;
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  do_pieces(
      pieces.size(), options,
      [&](std::size_t index) {
        const Piece& piece = pieces[index];
        Subject subject{*piece.run->store, piece.run->workload->name, options.seed};
        Outcomes outcomes =
            piece.model == nullptr
                ? outcomes_of_run(subject, piece.run->plan, *piece.run->recording)
                : explore(subject, piece.run->plan, *piece.run->recording, *piece.model,
                          piece.range, options.exploration, progress.states, stops);
        ++progress.done;
        PieceOutcomes done;
        done.by_cell.emplace_back(piece.cell, std::move(outcomes));
        return done;
      },
      result);
  return result;
}

}  // namespace powercut
