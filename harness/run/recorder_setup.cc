// The Recorder's setup: the disk that a run begins on, as the setup of the plan leaves it.
#include "engine/io/macros.h"
#include "harness/ask/ask_for_change.h"
#include "harness/run/recorder.h"
#include "harness/watch/watched_store.h"

namespace powercut {

// Afterwards all of the setup counts as durable.
void Recorder::set_up() {
  begin_states();
  if (!plan_.setup.empty()) load();
  recording_.base = disk_;
  if (states_) recording_.history.states = {*recording_.history.initial[0]};
}

// Runs the setup without being recorded.
void Recorder::load() {
  Trace trace;
  FaultFileSystem files(disk_, {.trace = &trace});
  VirtualTime time;
  Environment environment{files, time, time, time, random_};
  auto store = open_watched(store_under_test_, environment);
  if (!store.ok()) {
    return blame({FindingKind::unopenable, {}, "setup opens", describe(store.error())});
  }
  for (const Operation& operation : plan_.setup) {
    CHECK(operation.changes_state());
    auto changed = ask_for_change(**store, operation);
    if (!changed.ok()) {
      if (may_refuse(operation, changed.error().code, store_under_test_.limits)) continue;
      return blame({FindingKind::stuck, {}, "setup succeeds", describe(changed.error())});
    }
    if (states_) {
      auto& state = recording_.history.initial[0];
      state = states_->after(*state, *operation.changes[0].value);
      continue;
    }
    for (KeyChange& change : key_changes(operation, recording_.history.keys)) {
      recording_.history.initial[change.key] = std::move(change.value);
    }
  }
  if (plan_.interrupted) {
    std::size_t calls_before = trace.size();
    static_cast<void>(plan_.interrupted->changes_state()
                          ? ask_for_change(**store, *plan_.interrupted).ok()
                          : (*store)->compact().ok());
    store->reset();
    return cut_last_write(trace, calls_before);
  }
  auto closed = (*store)->close();
  if (!closed.ok()) {
    blame({FindingKind::stuck, {}, "setup closes", describe(closed.error())});
  }
}

// Under always there is nothing left to sync.
bool Recorder::closes_durably() const {
  if (store_under_test_.policy == SyncPolicy::everysec) return true;
  return store_under_test_.policy == SyncPolicy::never &&
         store_under_test_.clauses.has(Clause::durable_close);
}

// Back to the middle of the last write from the given call on; nowhere, if there was none.
void Recorder::cut_last_write(const Trace& trace, std::size_t first_call) {
  for (std::size_t index = trace.size(); index > first_call; --index) {
    const Call& last = trace.calls()[index - 1];
    if (last.effect != Effect::write || last.length < 2) continue;
    disk_ = Disk();
    for (std::size_t earlier = 0; earlier + 1 < index; ++earlier) {
      const Call& call = trace.calls()[earlier];
      apply_call(trace, call, call.length, disk_);
    }
    return apply_call(trace, last, last.length / 2, disk_);
  }
}

}  // namespace powercut
