#include "harness/damage/damage_promise.h"

#include <algorithm>
#include <vector>

namespace powercut {

namespace {

void mark_reachable(const Disk& disk, InodeId directory, std::vector<bool>& is_reachable) {
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    if (is_reachable[entry.inode]) continue;  // one may be within itself
    is_reachable[entry.inode] = true;
    if (disk.kind(entry.inode) == InodeKind::directory) {
      mark_reachable(disk, entry.inode, is_reachable);
    }
  }
}

// Whether the bytes that the call has written are on the disk, and not hit.
bool is_spared(const Trace& trace, const Call& call, const DrawnDamage& damage, const Disk& disk) {
  bool is_hit = call.inode == damage.file && call.offset < damage.end() &&
                damage.offset < call.offset + call.length;
  if (is_hit) return false;
  Bytes contents = disk.contents(call.inode);
  return call.offset + call.length <= contents.size() &&
         std::ranges::equal(contents.subspan(call.offset, call.length), trace.data(call));
}

// After a failed sync the same bytes are written again, which tells nothing new.
bool is_written_again(const Trace& trace, std::uint32_t call) {
  while (call > 0 && trace.calls()[call].effect == Effect::write) --call;
  const Call& before = trace.calls()[call];
  bool syncs = before.kind == CallKind::sync || before.kind == CallKind::sync_data;
  return syncs && before.failed;
}

// Whether the call is a write of which all was written. After one that stopped short another
// follows, unless that fails or the process dies first.
bool is_whole_write(const Recording& recording, std::uint32_t call) {
  const Call& made = recording.trace.calls()[call];
  if (made.effect != Effect::write || made.failed || made.is_short || made.length == 0)
    return false;
  return std::ranges::find(recording.torn_writes, call) == recording.torn_writes.end();
}

// A call has failed in this life, or a process has died among calls.
bool is_in_doubt(const Recording& recording) {
  return recording.was_interrupted || std::ranges::any_of(recording.trace.calls(), &Call::failed);
}

// The last call up to which the process lived that made the last change of this life; 0, which is
// the mount: there is none.
std::uint32_t last_call_of_who_changed(const Recording& recording) {
  const auto& steps = recording.history.steps;
  const auto changed = std::find_if(steps.rbegin(), steps.rend(), [](const Step& step) {
    return step.outcome == Outcome::acknowledged && step.invoked_calls < step.finished_calls;
  });
  if (changed == steps.rend()) return 0;
  const auto next_open = std::ranges::lower_bound(recording.open_calls, changed->finished_calls);
  return next_open != recording.open_calls.end()
             ? *next_open - 1
             : static_cast<std::uint32_t>(recording.trace.size() - 1);
}

// Whether the store owes all steps: nothing is under way, and all that was acknowledged was durable
// when the process ended that had written it.
bool is_owed_at_rest(const DrawnDamage& damage, const Recording& recording,
                     const StoreUnderTest& store, Duration now) {
  if (!store.marks_its_end || damage.bytes.size() > 1 || is_in_doubt(recording)) return false;
  const std::uint32_t last = last_call_of_who_changed(recording);
  if (last == 0) return false;
  History history = recording.history;
  history.end_time = now;
  Promises promises(history, recording.trace, store.policy, true);
  return promises.at({.call = last}).must == history.steps.size();
}

// 0, which is the mount: there is none. A write that failed, or ended in its middle, tells nothing.
std::uint32_t last_spared_write(const Recording& recording, const DrawnDamage& damage,
                                const Disk& disk) {
  const Trace& trace = recording.trace;
  std::vector<bool> is_reachable(disk.inode_count());
  mark_reachable(disk, root_inode, is_reachable);
  const bool only_of_file = is_in_doubt(recording);
  auto call = static_cast<std::uint32_t>(trace.size());
  while (--call > 0) {
    const Call& made = trace.calls()[call];
    if (!is_whole_write(recording, call) || is_written_again(trace, call)) continue;
    if (only_of_file && made.inode != damage.file) continue;
    if (is_reachable[made.inode] && is_spared(trace, made, damage, disk)) break;
  }
  return call;
}

}  // namespace

History history_with_settled(const History& history) {
  History whole = history;
  if (!whole.before_settled.empty() || !whole.settled.empty()) {
    whole.initial = std::move(whole.before_settled);
    whole.steps = std::move(whole.settled);
    whole.steps.insert(whole.steps.end(), history.steps.begin(), history.steps.end());
  }
  for (Step& step : whole.steps) step.seen_calls = never_happened;
  return whole;
}

Promise promise_despite(const DrawnDamage& damage, const Disk& disk, const Recording& recording,
                        const StoreUnderTest& store, Duration now) {
  const History& history = recording.history;
  auto settled = static_cast<std::uint32_t>(history.settled.size());
  auto steps = settled + static_cast<std::uint32_t>(history.steps.size());
  Promise promise{.calls = static_cast<std::uint32_t>(recording.trace.size()),
                  .must = 0,
                  .finished = steps,
                  .invoked = steps};
  if (is_owed_at_rest(damage, recording, store, now)) {
    promise.must = steps;
    return promise;
  }
  std::uint32_t write = last_spared_write(recording, damage, disk);
  if (write == 0) return promise;
  Promises promises(history, recording.trace, store.policy, true);
  promise.must = settled + promises.at({.call = write - 1}).must;
  return promise;
}

}  // namespace powercut
