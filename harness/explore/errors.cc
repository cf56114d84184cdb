// Each call of a run fails in turn, in each way that it can; see inject_errors in sweep.h.
#include <algorithm>
#include <array>

#include "harness/explore/explore.h"
#include "harness/explore/pieces.h"
#include "harness/explore/sweep.h"

namespace powercut {

namespace {

struct Scenario {
  const StoreUnderTest* store;
  const Workload* workload;
  FaultRule rule;
  std::size_t first_cell;  // of the store and workload; the models follow
  std::size_t run;         // the one without faults
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

PieceOutcomes play(const Scenario& scenario, const Plan& plan, const Trace& without_faults,
                   const SweepOptions& options, Progress& progress) {
  const std::atomic<bool>& stops = options.stops ? *options.stops : never_stops();
  Recording recording = record(*scenario.store, plan, {scenario.rule});
  Subject subject{*scenario.store, scenario.workload->name, options.seed, scenario.rule};
  PieceOutcomes outcomes{.by_cell = {},
                         .fault = std::string(name_of(*scenario.rule.kind)),
                         .struck = recording.struck > 0};
  outcomes.by_cell.emplace_back(scenario.first_cell, outcomes_of_run(subject, plan, recording));
  CallRange range{first_difference(without_faults, recording.trace),
                  static_cast<std::uint32_t>(recording.trace.size())};
  std::size_t cell = scenario.first_cell;
  std::vector<UnderModel> models;
  for (const PersistenceModel* model : options.models) models.push_back({model, false});
  for (Outcomes& found : explore_under_each(subject, plan, recording, models, range,
                                            options.exploration, progress.states, stops)) {
    outcomes.by_cell.emplace_back(++cell, std::move(found));
  }
  ++progress.done;
  return outcomes;
}

}  // namespace

std::vector<FaultRule> faults_of(CallKind kind, std::uint64_t nth, std::uint64_t bytes) {
  FaultRule failure{.kind = kind, .nth = nth, .error = ErrorCode::io_failed};
  FaultRule failure_forever = failure;
  failure_forever.times = FaultRule::forever;
  std::vector<FaultRule> rules{failure, failure_forever};

  FaultRule done_all_the_same = failure;
  done_all_the_same.part = FaultRule::done;
  FaultRule short_transfer = failure;
  short_transfer.error.reset();
  short_transfer.part = std::max<std::uint64_t>(1, bytes / 2);
  FaultRule full_disk = failure;
  full_disk.error = ErrorCode::no_space;
  full_disk.part = bytes / 2;
  FaultRule full_disk_forever = full_disk;
  full_disk_forever.times = FaultRule::forever;

  bool only_looks = kind == CallKind::read || kind == CallKind::size || kind == CallKind::list;
  if (!only_looks) rules.push_back(done_all_the_same);
  bool takes_room = kind == CallKind::write || kind == CallKind::open || kind == CallKind::rename ||
                    kind == CallKind::make_dir || kind == CallKind::allocate;
  if (takes_room) {
    rules.push_back(full_disk);
    rules.push_back(full_disk_forever);
  }
  bool transfers = kind == CallKind::read || kind == CallKind::write;
  if (transfers && bytes > 1) rules.push_back(short_transfer);
  return rules;
}

SweepResult inject_errors(const SweepOptions& options, Progress& progress) {
  SweepResult result{.command = "errors", .seed = options.seed, .exploration = options.exploration};
  std::vector<Plan> plans;
  std::vector<Trace> traces;
  std::vector<Scenario> scenarios;
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* workload : options.workloads) {
      plans.push_back(workload->plan(options.seed));
      Recording recording = record(*store, plans.back());
      std::size_t first_cell = result.cells.size();
      result.cells.push_back({store->name, workload->name, std::string(run_itself), {}});
      for (const PersistenceModel* model : options.models) {
        result.cells.push_back({store->name, workload->name, model->name, {}});
      }
      for (FaultRule& rule : faults_in(recording.seen)) {
        scenarios.push_back({store, workload, std::move(rule), first_cell, traces.size()});
      }
      traces.push_back(std::move(recording.trace));
    }
  }
  progress.total =
      (scenarios.size() + options.shard.count - options.shard.index) / options.shard.count;
  do_pieces(
      scenarios.size(), options,
      [&](std::size_t index) {
        std::size_t run = scenarios[index].run;
        return play(scenarios[index], plans[run], traces[run], options, progress);
      },
      result);
  return result;
}

}  // namespace powercut
