// The Recorder's crashes: processes that are killed, power that is cut and disks that are damaged
// among the operations of a plan, and the lives that begin with that.
#include <algorithm>

#include "engine/io/macros.h"
#include "harness/damage/damage_probe.h"
#include "harness/judge/next_life.h"
#include "harness/run/recorder.h"

namespace powercut {

// The cache shows what a failed sync has forgotten, and no store can be asked to write that anew:
// it does not promise to (Clause::forgotten_pages), or its process died before it could, or a
// second fault kept it from that.
bool Recorder::shows_forgotten_pages(const CrashPoint& point, bool dies_in_a_call) const {
  bool has_failed = std::ranges::any_of(recording_.trace.calls(), [](const Call& call) {
    return call.effect == Effect::failed_sync_file && !call.brings_back();
  });
  if (!has_failed) return false;
  if (!store_under_test_.clauses.has(Clause::forgotten_pages)) return true;
  bool has_second_fault = troubles() > struck_before_open_ + 1;
  if (!dies_in_a_call && !has_second_fault) return false;
  // A write that is cut has made dirty again only the pages that it reached.
  Trace made = recording_.trace;
  made.cut(point.call + 1, point.returned() ? never_happened : point.byte);
  CrashStates states(model_, recording_.base);
  for (std::uint32_t call = 0; call <= point.call; ++call) {
    states.begin(made, call);
    states.finish();
  }
  return states.has_forgotten();
}

bool Recorder::shows_forgotten_pages() const {
  return shows_forgotten_pages({.call = calls() - 1}, false);
}

// The process dies among the calls of the operation before: later calls are taken back.
void Recorder::kill(CallRange before, std::uint64_t lot) {
  if (lot == 0) return reopen(false);
  store_.reset();
  bool whole_sectors = !store_under_test_.clauses.has(Clause::torn_sectors);
  DrawnCrash crash = draw_kill(recording_.base, recording_.trace, before, lot,
                               {.whole_sectors = whole_sectors, .tells = options_.tells_stories});
  bool may_lose_power = model_.power_loss && cuts_power_;
  if (may_lose_power && shows_forgotten_pages(crash.point, true)) return cut_power(before, lot);
  recording_.was_interrupted = true;
  recording_.history.cut(crash.calls());
  time_.reset(time_of(crash));
  recording_.trace.cut(crash.point.call + 1,
                       crash.point.returned() ? never_happened : crash.point.byte);
  std::erase_if(recording_.torn_writes, [&](std::uint32_t call) { return call >= calls() - 1; });
  if (!crash.point.returned()) recording_.torn_writes.push_back(crash.point.call);
  std::erase_if(recording_.open_calls, [&](std::uint32_t begun) { return begun > calls(); });
  for (Step& step : recording_.history.steps) {
    if (step.outcome != Outcome::unfinished) continue;
    step.outcome = Outcome::failed;
    step.finished_calls = calls();
    step.finished_time = time_.now();
  }
  for (std::uint32_t& begun : recording_.operation_calls) begun = std::min(begun, calls());
  calls_checked_for_syncs_ = std::min(calls_checked_for_syncs_, recording_.trace.size());
  last_calls_.begin = calls();
  if (!crash.story.empty()) recording_.stories.push_back({operation_, std::move(crash.story)});
  disk_ = std::move(crash.disk);
  reopen(false);
}

// A new life begins on what the model leaves.
void Recorder::cut_power(CallRange before, std::uint64_t lot) {
  if (!model_.power_loss) return kill(before, lot);
  store_.reset();
  DrawnCrash crash = draw_power_cut(model_, recording_.base, recording_.trace, before, lot,
                                    options_.tells_stories);
  History& history = recording_.history;
  history.end_time = time_.now();
  history.cut(crash.calls());
  Promise promise =
      Promises(history, recording_.trace, store_under_test_.policy, true).at(crash.point);
  begin_life(std::move(crash), lot);
  recording_.asked_calls = 0;  // until the recovery has told what there is to ask for
  if (open()) judge_recovery(promise);
}

// The damage is to a copy, which a store is shown; the life goes on with the good disk. Where
// nothing is promised of it, or nobody knows what had become durable, that is all.
void Recorder::damage(std::uint64_t lot) {
  bool is_asked = store_under_test_.clauses.has(Clause::reports_damage) && !plan_.interrupted;
  DamageProbe probe(store_under_test_, lot);
  if (!is_asked || probe.closes_first()) close();
  store_.reset();
  if (is_asked && !shows_forgotten_pages()) {
    if (auto violation = probe.run(recording_, disk_, time_.now())) blame(std::move(*violation));
    if (probe.has_struck()) ++recording_.damages;
    if (options_.tells_stories) recording_.stories.push_back({operation_, probe.story()});
  }
  reopen(false);
}

// The clock when the crash came: no later than the call that was not made any more.
Duration Recorder::time_of(const DrawnCrash& crash) const {
  const auto& made = recording_.trace.calls();
  return crash.calls() < made.size() ? made[crash.calls()].time : time_.now();
}

// A machine that boots has a clock that begins anew; by half of the lots it was not switched off.
void Recorder::begin_life(DrawnCrash crash, std::uint64_t lot) {
  time_.reset(time_of(crash));
  if (lot % 2 == 1) clock_.boot();
  ++recording_.powers;
  recording_.trace.recycle();
  recording_.torn_writes.clear();
  recording_.open_calls.clear();
  recording_.was_interrupted = false;
  std::ranges::fill(recording_.operation_calls, 0U);
  if (!crash.story.empty()) recording_.stories.push_back({operation_, std::move(crash.story)});
  disk_ = std::move(crash.disk);
  recording_.base = disk_;
  calls_checked_for_syncs_ = 0;
  failures_in_a_row_ = 0;
  last_calls_.begin = calls();
}

// Where nothing explains what the recovery shows, nobody knows what to expect from then on.
void Recorder::judge_recovery(const Promise& promise) {
  std::vector<FoundValue> found;
  if (!find_everything(found)) return store_.reset();
  History& history = recording_.history;
  Oracle oracle(history, believes_readers(model_, store_under_test_));
  oracle.expect(promise);
  if (auto violation = oracle.judge(found)) {
    blame(std::move(*violation));
    return store_.reset();
  }
  auto presences = oracle.explain(found);
  CHECK(presences.has_value());
  recording_.asked_calls = never_happened;
  bool binds = store_under_test_.policy == SyncPolicy::always;
  history = next_life(std::move(history), promise, found, *presences, binds, time_.now());
  complete_moves();
}

}  // namespace powercut
