// Each call of a run fails in turn, in each way that it can; see inject_errors in sweep.h.
#include <algorithm>
#include <array>
#include <deque>

#include "harness/explore/call_faults.h"
#include "harness/explore/explore.h"
#include "harness/explore/pieces.h"
#include "harness/explore/sweep.h"

namespace powercut {

namespace {

// Scenarios of one run that are explored together: after their faults they leave much the same
// images, which are recovered once. Small enough that no piece keeps the others waiting.
constexpr std::size_t scenarios_per_piece = 24;

// The run without faults.
struct FaultlessRun {
  const StoreUnderTest* store;
  const Workload* workload;
  Plan plan;
  Trace trace;
  std::size_t first_cell;  // of the run itself; the models follow
  std::vector<FaultRule> faults;
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

PieceOutcomes play(const ErrorsPiece& piece, const SweepOptions& options, Progress& progress) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  const FaultlessRun& run = *piece.run;
  PieceOutcomes outcomes;
  std::deque<Recording> recordings;
  std::vector<RunToExplore> runs;
  for (std::size_t fault = piece.begin; fault < piece.end && !stops; ++fault) {
    const FaultRule& rule = run.faults[fault];
    const Recording& recording = recordings.emplace_back(record(*run.store, run.plan, {rule}));
    CallRange range{first_difference(run.trace, recording.trace),
                    static_cast<std::uint32_t>(recording.trace.size())};
    runs.push_back({{*run.store, run.workload->name, options.seed, rule}, recording, range});
    outcomes.faults.push_back({std::string(name_of(*rule.kind)), recording.struck > 0});
    outcomes.by_cell.emplace_back(run.first_cell,
                                  outcomes_of_run(runs.back().subject, run.plan, recording));
  }
  if (stops) return outcomes;
  std::vector<UnderModel> models;
  for (const PersistenceModel* model : options.models) models.push_back({model, false});
  for (auto& found :
       explore_runs(runs, run.plan, models, options.exploration, progress.states, stops)) {
    for (std::size_t model = 0; model < found.size(); ++model) {
      outcomes.by_cell.emplace_back(run.first_cell + 1 + model, std::move(found[model]));
    }
  }
  ++progress.done;
  return outcomes;
}

std::vector<FaultlessRun> record_without_faults(const SweepOptions& options, SweepResult& result) {
  std::vector<FaultlessRun> runs;
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* workload : options.workloads) {
      Plan plan = workload->plan(options.seed);
      Recording recording = record(*store, plan);
      runs.push_back({store, workload, std::move(plan), std::move(recording.trace),
                      result.cells.size(), faults_in(recording.seen)});
      result.cells.push_back({store->name, workload->name, std::string(run_itself), {}});
      for (const PersistenceModel* model : options.models) {
        result.cells.push_back({store->name, workload->name, model->name, {}});
      }
    }
  }
  return runs;
}

// Of each run something comes before more of any: so who interrupts has seen most of it.
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
  const std::vector<FaultlessRun> runs = record_without_faults(options, result);
  const std::vector<ErrorsPiece> pieces = cut_into_pieces(runs);
  progress.total +=
      (pieces.size() + options.shard.count - options.shard.index) / options.shard.count;
  do_pieces(
      pieces.size(), options,
      [&](std::size_t index) { return play(pieces[index], options, progress); }, result);
  return result;
}

}  // namespace powercut
