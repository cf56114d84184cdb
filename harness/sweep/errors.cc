// Each call of a run fails in turn, in each way that it can; see inject_errors in sweep.h.
#include <algorithm>
#include <array>
#include <deque>

#include "harness/explore/explore_runs.h"
#include "harness/plan/subject_plan.h"
#include "harness/run/call_faults.h"
#include "harness/sweep/pieces.h"
#include "harness/watch/under_way.h"
#include "powercut/harness/sweep.h"

namespace powercut {

namespace {

// Scenarios of one run that are explored together: after their faults they leave much the same
// images, which are recovered once. Small enough that no piece keeps the others waiting.
constexpr std::size_t scenarios_per_piece = 24;

// The run without faults. A plan that cuts the power has one under each model.
struct FaultlessRun {
  const StoreUnderTest* store;
  const Workload* workload;
  const Plan* plan;
  std::vector<const PersistenceModel*> models;
  std::size_t run_cell;                       // of the run itself
  std::vector<std::size_t> model_cells = {};  // one for each model
  Trace trace = {};
  std::vector<FaultRule> faults = {};

  const PersistenceModel* model_of_power_cuts() const {
    return models.empty() ? nullptr : models.front();
  }
};

struct ErrorsPiece {
  const FaultlessRun* run;
  std::size_t begin;  // faults [begin, end)
  std::size_t end;
};

bool same_call(const Trace& left_trace, const Call& left, const Trace& right_trace,
               const Call& right) {
  return left.kind == right.kind && left.effect == right.effect && left.failed == right.failed &&
         left.inode == right.inode && left.offset == right.offset &&
         std::ranges::equal(left_trace.data(left), right_trace.data(right));
}

// The first call whose states the sweep without faults has not seen; at least the last call's are
// visited again, since the answers may differ where the calls do not.
std::uint32_t first_difference(const Trace& without, const Trace& with) {
  std::size_t common = std::min(without.size(), with.size());
  std::size_t index = 0;
  while (index < common && same_call(without, without.calls()[index], with, with.calls()[index])) {
    ++index;
  }
  return static_cast<std::uint32_t>(std::min(index, with.size() - 1));
}

std::vector<FaultRule> faults_in(const std::vector<SeenCall>& seen) {
  std::vector<FaultRule> rules;
  std::array<std::uint64_t, call_kind_count> counted{};
  for (const SeenCall& call : seen) {
    std::uint64_t nth = ++counted[static_cast<std::size_t>(call.kind)];
    auto faults = faults_of(call.kind, nth, call.bytes);
    rules.insert(rules.end(), faults.begin(), faults.end());
  }
  return rules;
}

struct FaultyRuns {
  std::deque<Recording> recordings;
  std::vector<RunToExplore> runs;
};

RunNames names_of(const FaultlessRun& run, std::uint64_t seed, std::string_view rule = {}) {
  const PersistenceModel* model = cuts_power(*run.plan) ? run.model_of_power_cuts() : nullptr;
  return {.store = run.store->name,
          .workload = run.workload->name,
          .model = model ? std::string_view(model->name) : run_itself,
          .seed = seed,
          .rule = rule};
}

FaultyRuns record_with_faults(const ErrorsPiece& piece, const SweepOptions& options,
                              PieceOutcomes& outcomes) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  const FaultlessRun& run = *piece.run;
  FaultyRuns faulty;
  for (std::size_t fault = piece.begin; fault < piece.end && !stops; ++fault) {
    const FaultRule& rule = run.faults[fault];
    const std::string text = to_text(rule);
    RunUnderWay under_way(names_of(run, options.seed, text));
    const Recording& recording = faulty.recordings.emplace_back(
        record(*run.store, *run.plan, {rule}, {.model = run.model_of_power_cuts()}));
    // After a power cut the same calls may be made on another disk.
    CallRange range{cuts_power(*run.plan) ? 0 : first_difference(run.trace, recording.trace),
                    static_cast<std::uint32_t>(recording.trace.size())};
    faulty.runs.push_back({{*run.store, run.workload->name, options.seed, rule}, recording, range});
    outcomes.faults.push_back({std::string(name_of(*rule.kind)), recording.struck > 0});
  }
  return faulty;
}

// Each run differs from model to model, and so does what it says of itself. Under the name of the
// run itself it is only counted.
void explore_last_lives(const FaultlessRun& run, const FaultyRuns& faulty,
                        const SweepOptions& options, Progress& progress, PieceOutcomes& outcomes) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  for (const RunToExplore& with_fault : faulty.runs) {
    Outcomes counted;
    counted.tally.legal = counted.tally.visited = 1;
    outcomes.by_cell.emplace_back(run.run_cell, std::move(counted));
    outcomes.by_cell.emplace_back(
        run.model_cells.front(),
        explore_last_life(with_fault.subject, *run.plan, with_fault.recording, *run.models.front(),
                          with_fault.range, options.exploration, progress.states, stops));
  }
}

void explore_all_lives(const FaultlessRun& run, const FaultyRuns& faulty,
                       const SweepOptions& options, Progress& progress, PieceOutcomes& outcomes) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  std::vector<UnderModel> models;
  for (const PersistenceModel* model : run.models) models.push_back({model, false});
  for (const RunToExplore& with_fault : faulty.runs) {
    outcomes.by_cell.emplace_back(
        run.run_cell, outcomes_of_run(with_fault.subject, *run.plan, with_fault.recording));
  }
  for (auto& found :
       explore_runs(faulty.runs, *run.plan, models, options.exploration, progress.states, stops)) {
    for (std::size_t model = 0; model < found.size(); ++model) {
      outcomes.by_cell.emplace_back(run.model_cells[model], std::move(found[model]));
    }
  }
}

PieceOutcomes play(const ErrorsPiece& piece, const SweepOptions& options, Progress& progress) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  PieceOutcomes outcomes;
  const FaultyRuns faulty = record_with_faults(piece, options, outcomes);
  if (stops) return outcomes;
  if (cuts_power(*piece.run->plan)) {
    explore_last_lives(*piece.run, faulty, options, progress, outcomes);
  } else {
    explore_all_lives(*piece.run, faulty, options, progress, outcomes);
  }
  ++progress.done;
  return outcomes;
}

void add_run(FaultlessRun run, std::uint64_t seed, std::vector<FaultlessRun>& runs) {
  RunUnderWay under_way(names_of(run, seed));
  Recording recording = record(*run.store, *run.plan, {}, {.model = run.model_of_power_cuts()});
  run.trace = std::move(recording.trace);
  run.faults = faults_in(recording.seen);
  runs.push_back(std::move(run));
}

// plans: the runs refer to them.
std::vector<FaultlessRun> record_without_faults(const SweepOptions& options,
                                                std::deque<Plan>& plans, SweepResult& result) {
  std::vector<FaultlessRun> runs;
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* chosen : options.workloads) {
      const Workload& workload = *chosen;
      FaultlessRun run{.store = store,
                       .workload = &workload,
                       .plan = &plans.emplace_back(plan_for(*store, workload, options.seed)),
                       .models = options.models,
                       .run_cell = result.cells.size()};
      result.cells.push_back({store->name, workload.name, std::string(run_itself), {}});
      for (const PersistenceModel* model : options.models) {
        run.model_cells.push_back(result.cells.size());
        result.cells.push_back({store->name, workload.name, model->name, {}});
      }
      if (!cuts_power(*run.plan)) {
        add_run(std::move(run), options.seed, runs);
        continue;
      }
      for (std::size_t model = 0; model < run.models.size(); ++model) {
        FaultlessRun of_model = run;
        of_model.models = {run.models[model]};
        of_model.model_cells = {run.model_cells[model]};
        add_run(std::move(of_model), options.seed, runs);
      }
    }
  }
  return runs;
}

// The first piece of every run comes before the second of any: so an interrupted sweep has seen
// something of most runs.
std::vector<ErrorsPiece> cut_into_pieces(const std::vector<FaultlessRun>& runs) {
  std::vector<ErrorsPiece> pieces;
  for (const FaultlessRun& run : runs) {
    for (std::size_t begin = 0; begin < run.faults.size(); begin += scenarios_per_piece) {
      pieces.push_back({&run, begin, std::min(run.faults.size(), begin + scenarios_per_piece)});
    }
  }
  std::ranges::stable_sort(pieces, {}, &ErrorsPiece::begin);
  return pieces;
}

}  // namespace

SweepResult inject_errors(const SweepOptions& options, Progress& progress) {
  SweepResult result{.command = "errors", .seed = options.seed, .exploration = options.exploration};
  std::deque<Plan> plans;
  const std::vector<FaultlessRun> runs = record_without_faults(options, plans, result);
  const std::vector<ErrorsPiece> pieces = cut_into_pieces(runs);
  progress.total +=
      (pieces.size() + options.shard.count - options.shard.index) / options.shard.count;
  do_pieces(
      pieces.size(), options,
      [&](std::size_t index) { return play(pieces[index], options, progress); }, result);
  return result;
}

}  // namespace powercut
