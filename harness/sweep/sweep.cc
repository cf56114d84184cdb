#include "powercut/harness/sweep.h"

#include <algorithm>

#include "faultfs/states/state_counter.h"
#include "harness/explore/explore_runs.h"
#include "harness/explore/first_crashes.h"
#include "harness/plan/subject_plan.h"
#include "harness/sweep/parallel.h"
#include "harness/sweep/pieces.h"
#include "harness/watch/under_way.h"

namespace powercut {

namespace {

// Small enough that the last pieces of work end together; large enough that walking up to a piece's
// first call does not count, and that equal images meet.
constexpr std::uint64_t states_per_piece = 16384;

struct Run {
  const StoreUnderTest* store;
  const Workload* workload;
  Plan plan;
  std::optional<Recording> recording = std::nullopt;
  std::vector<FirstCrashes> states = {};  // by model
  std::vector<UnderModel> models = {};
  std::vector<CallRange> ranges = {};  // parts of it
};

// A part of a run, under all models: so what they have in common is done once.
struct Piece {
  const Run* run;
  std::optional<CallRange> range;  // none: the run itself
  std::size_t first_cell;          // of the run itself; the models follow
};

// How many states each call is visited for.
std::vector<std::uint64_t> weights_of(const FirstCrashes& states, bool visits_all,
                                      const ExplorationOptions& options) {
  std::vector<std::uint64_t> weights;
  for (std::size_t call = 0; call < states.after.size(); ++call) {
    std::uint64_t after = states.after[call];
    if (!visits_all && after > options.budget) after = sample_of(options);
    weights.push_back(states.inside[call] + after);
  }
  return weights;
}

// A piece ends where one model has states enough.
std::vector<CallRange> cut_into_ranges(const std::vector<std::vector<std::uint64_t>>& weights,
                                       std::size_t calls) {
  std::vector<CallRange> ranges;
  CallRange range;
  std::vector<std::uint64_t> states(weights.size(), 0);
  while (range.end < calls) {
    for (std::size_t model = 0; model < weights.size(); ++model) {
      states[model] += weights[model][range.end];
    }
    ++range.end;
    bool is_full = std::ranges::any_of(
        states, [](std::uint64_t of_model) { return of_model >= states_per_piece; });
    if (!is_full && range.end < calls) continue;
    ranges.push_back(range);
    range.begin = range.end;
    states.assign(weights.size(), 0);
  }
  return ranges;
}

// By store, and then by model: whether the workloads together leave few enough states that none of
// them is left out.
std::vector<bool> rows_with_all(const std::vector<Run>& runs, const SweepOptions& options) {
  const std::size_t models = options.models.size();
  std::vector<std::uint64_t> states(options.stores.size() * models, 0);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (std::size_t model = 0; model < models; ++model) {
      std::uint64_t& of_row = states[run / options.workloads.size() * models + model];
      of_row = saturating_sum(of_row, runs[run].states[model].all);
    }
  }
  std::vector<bool> all;
  for (std::uint64_t of_row : states) all.push_back(row_visits_all(of_row, options.exploration));
  return all;
}

// How far each model is explored, and in which parts.
void plan_run(Run& run, const std::vector<bool>& rows, std::size_t first_row,
              const SweepOptions& options) {
  if (options.models.empty() || cuts_power(run.plan)) return;
  std::vector<std::vector<std::uint64_t>> weights;
  for (std::size_t model = 0; model < options.models.size(); ++model) {
    const FirstCrashes& states = run.states[model];
    bool all = rows[first_row + model] || visits_all(states, options.exploration);
    weights.push_back(weights_of(states, all, options.exploration));
    run.models.push_back({options.models[model], all});
  }
  run.ranges = cut_into_ranges(
      weights, std::min<std::size_t>(run.recording->trace.size(), run.recording->asked_calls));
}

std::vector<Run> record_all(const SweepOptions& options) {
  std::vector<Run> runs;
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* workload : options.workloads) {
      runs.push_back({.store = store,
                      .workload = workload,
                      .plan = plan_for(*store, *workload, options.seed)});
    }
  }
  parallel_for(runs.size(), options.jobs, [&](std::size_t index) {
    WorkClock::Piece counted(options.clock);
    Run& run = runs[index];
    if (cuts_power(run.plan)) {  // each model has a run of its own
      run.states.resize(options.models.size());
      return;
    }
    RunUnderWay under_way({.store = run.store->name,
                           .workload = run.workload->name,
                           .model = run_itself,
                           .seed = options.seed});
    run.recording.emplace(record(*run.store, run.plan));
    for (const PersistenceModel* model : options.models) {
      run.states.push_back(count_first_crashes(*run.recording, *run.store, *model));
    }
  });
  const std::vector<bool> rows = rows_with_all(runs, options);
  for (std::size_t index = 0; index < runs.size(); ++index) {
    plan_run(runs[index], rows, index / options.workloads.size() * options.models.size(), options);
  }
  return runs;
}

std::vector<Piece> plan_pieces(const std::vector<Run>& runs, const SweepOptions& options,
                               SweepResult& result) {
  std::vector<Piece> pieces;
  for (const Run& run : runs) {
    std::size_t first_cell = result.cells.size();
    result.cells.push_back({run.store->name, run.workload->name, std::string(run_itself), {}});
    for (const PersistenceModel* model : options.models) {
      result.cells.push_back({run.store->name, run.workload->name, model->name, {}});
    }
    pieces.push_back({&run, std::nullopt, first_cell});
    for (const CallRange& range : run.ranges) pieces.push_back({&run, range, first_cell});
  }
  return pieces;
}

// Under the name of the run itself the plan is only counted.
PieceOutcomes do_power_cuts(const Piece& piece, const SweepOptions& options, Progress& progress) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  const Run& run = *piece.run;
  const RunToTest subject{*run.store, run.workload->name, options.seed};
  PieceOutcomes done;
  Outcomes counted;
  counted.tally.legal = counted.tally.visited = 1;
  done.by_cell.emplace_back(piece.first_cell, std::move(counted));
  std::size_t cell = piece.first_cell;
  for (const PersistenceModel* model : options.models) {
    RunUnderWay under_way({.store = run.store->name,
                           .workload = run.workload->name,
                           .model = model->name,
                           .seed = options.seed});
    const Recording of_model = record(*run.store, run.plan, {}, {.model = model});
    CallRange whole{0, static_cast<std::uint32_t>(of_model.trace.size())};
    done.by_cell.emplace_back(
        ++cell, explore_last_life(subject, run.plan, of_model, *model, whole, options.exploration,
                                  progress.states, stops));
  }
  ++progress.done;
  return done;
}

PieceOutcomes do_piece(const Piece& piece, const SweepOptions& options, Progress& progress) {
  if (cuts_power(piece.run->plan)) return do_power_cuts(piece, options, progress);
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  RunToTest subject{*piece.run->store, piece.run->workload->name, options.seed};
  const Recording& recording = *piece.run->recording;
  PieceOutcomes done;
  if (!piece.range) {
    done.by_cell.emplace_back(piece.first_cell,
                              outcomes_of_run(subject, piece.run->plan, recording));
  } else {
    std::size_t cell = piece.first_cell;
    for (Outcomes& outcomes :
         explore_under_each(subject, piece.run->plan, recording, piece.run->models, *piece.range,
                            options.exploration, progress.states, stops)) {
      done.by_cell.emplace_back(++cell, std::move(outcomes));
    }
  }
  ++progress.done;
  return done;
}

}  // namespace

SweepResult sweep(const SweepOptions& options, Progress& progress) {
  std::vector<Run> runs = record_all(options);
  SweepResult result{.command = "sweep", .seed = options.seed, .exploration = options.exploration};
  std::vector<Piece> pieces = plan_pieces(runs, options, result);
  progress.total +=
      (pieces.size() + options.shard.count - options.shard.index) / options.shard.count;
  do_pieces(
      pieces.size(), options,
      [&](std::size_t index) { return do_piece(pieces[index], options, progress); }, result);
  return result;
}

}  // namespace powercut
