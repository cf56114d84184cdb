#include "harness/run/recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/ask/ask_for_change.h"
#include "harness/watch/watched_store.h"
#include "powercut/harness/promise.h"

namespace powercut {

namespace {

constexpr std::size_t live_violations_max = 16;
constexpr int failures_before_reopen = 2;
constexpr int open_attempts = 2;
// Long enough for every promise by time to fall due.
constexpr Duration time_after_the_end = std::chrono::seconds(2);

KeyTable keys_of(const StoreUnderTest& store, const Plan& plan) {
  if (store.subject) return KeyTable({std::string(subject_key)});
  std::vector<std::string> keys;
  for (const auto* operations : {&plan.setup, &plan.operations}) {
    for (const Operation& operation : *operations) {
      for (const Change& change : operation.changes) keys.push_back(change.key);
    }
  }
  return KeyTable(std::move(keys));
}

std::vector<FaultRule> joined(std::vector<FaultRule> some, const std::vector<FaultRule>& others) {
  some.insert(some.end(), others.begin(), others.end());
  return some;
}

Work work_of(OperationKind kind) {
  switch (kind) {
    case OperationKind::set:
    case OperationKind::remove:
    case OperationKind::batch:
    case OperationKind::apply:
      return Work::change;
    case OperationKind::sync:
    case OperationKind::compact:
      return Work::maintain;
    case OperationKind::wait:
    case OperationKind::step:
      return Work::background;
    default:
      return Work::read;  // those that end a process begin stretches of their own
  }
}

// Says what a power cut leaves where no model was asked for.
constexpr std::string_view usual_model = "synced-only";

}  // namespace

Recording record(const StoreUnderTest& store, const Plan& plan, const std::vector<FaultRule>& rules,
                 const RecordOptions& options) {
  return Recorder(store, plan, joined(plan.faults, rules), options).run();
}

bool cuts_power(const Plan& plan) {
  return std::ranges::any_of(plan.operations, [](const Operation& operation) {
    return operation.kind == OperationKind::power;
  });
}

bool believes_readers(const PersistenceModel& model, const StoreUnderTest& store) {
  if (!model.power_loss) return true;
  return store.policy == SyncPolicy::always && store.clauses.has(Clause::seen_after_kill);
}

Recorder::Recorder(const StoreUnderTest& store, const Plan& plan,
                   const std::vector<FaultRule>& rules, const RecordOptions& options)
    : store_under_test_(store),
      plan_(plan),
      options_(options),
      model_(model_asked_of(store,
                            options.model ? *options.model : *find_persistence_model(usual_model))),
      cuts_power_(cuts_power(plan)),
      recording_(keys_of(store, plan)),
      clock_(time_),
      injector_(rules),
      files_(disk_, {.trace = &recording_.trace,
                     .injector = &injector_,
                     .clock = &time_,
                     .base = &recording_.base}),
      environment_{files_, clock_, time_, time_, random_},
      questions_(recording_.history.keys, &store),
      only_full_disk_(std::ranges::all_of(rules, [](const FaultRule& rule) {
        bool may_be_a_sync = !rule.kind || is_sync(*rule.kind);
        return !rule.error || (*rule.error == ErrorCode::no_space && !may_be_a_sync);
      })) {
  if (store.subject) states_.emplace(store);
  injector_.keep_sectors_whole(!store.clauses.has(Clause::torn_sectors));
}

Recording Recorder::run() {
  set_up();
  if (open()) {
    last_calls_ = {1, calls()};
    for (; operation_ < plan_.operations.size() && store_; ++operation_) {
      recording_.operation_calls.push_back(calls());
      note_rules();
      perform(plan_.operations[operation_]);
    }
    if (store_) reopen(true);
    // A process that could not open again is gone, and promises nothing by time any more.
    if (store_) {
      close();
      store_.reset();
      time_.advance(time_after_the_end);
      notice_endless_tasks();
    }
  }
  recording_.history.end_time = time_.now();
  recording_.seen = injector_.seen();
  recording_.struck = injector_.struck();
  recording_.rules = injector_.rules();
  return std::move(recording_);
}

void Recorder::note_rules() {
  std::vector<std::uint64_t> matched;
  for (const CountedRule& counted : injector_.rules()) matched.push_back(counted.matched);
  recording_.matched.push_back(std::move(matched));
  recording_.operation_seen.push_back(injector_.seen().size());
}

void Recorder::perform(const Operation& operation) {
  const CallRange before = last_calls_;
  last_calls_ = {calls(), calls()};
  dispatch(operation, before);
  if (failures_in_a_row_ >= failures_before_reopen && store_) reopen(true);
  if (has_lost_track_) store_.reset();
  last_calls_.end = calls();
  if (options_.shape) options_.shape->note(operation.kind, recording_.trace, last_calls_);
  if (store_) ask_some();
}

void Recorder::dispatch(const Operation& operation, CallRange before) {
  begin(work_of(operation.kind));
  switch (operation.kind) {
    case OperationKind::set:
    case OperationKind::remove:
    case OperationKind::batch:
    case OperationKind::apply:
      change(operation);
      break;
    case OperationKind::get:
      read_key(states_ ? 0 : recording_.history.keys.number(operation.changes[0].key));
      break;
    case OperationKind::sync:
    case OperationKind::compact:
      maintain(operation);
      break;
    case OperationKind::reopen:
      reopen(true);
      break;
    case OperationKind::kill:
      kill(before, operation.lot);
      break;
    case OperationKind::power:
      cut_power(before, operation.lot);
      break;
    case OperationKind::damage:
      damage(operation.lot);
      break;
    case OperationKind::wait:
      time_.advance(operation.time);
      notice_failed_syncs();
      notice_endless_tasks();
      break;
    case OperationKind::step:
      time_.run_next();
      notice_failed_syncs();
      break;
  }
}

void Recorder::change(const Operation& operation) {
  Step step{.operation = operation_, .changes = {}, .invoked_calls = calls()};
  if (!states_) step.changes = key_changes(operation, recording_.history.keys);
  std::uint64_t struck_before = troubles();
  bool is_to_be_refused = sync_has_failed_;
  auto changed = ask_for_change(*store_, operation);
  notice_failed_syncs();
  step.finished_calls = calls();
  step.finished_time = time_.now();
  if (changed.ok()) {
    if (is_to_be_refused && *changed && alters_something(step)) {
      blame(
          {FindingKind::accepted, {}, "no write is accepted after a failed sync", "acknowledged"});
    }
    acknowledge(std::move(step), *changed);
  } else if (!may_refuse(operation, changed.error().code, store_under_test_.limits)) {
    unexplained(changed.error(), struck_before, FindingKind::stuck, states_ ? "apply" : "a write");
    fail(std::move(step));
  }
}

void Recorder::acknowledge(Step step, bool changed) {
  failures_in_a_row_ = 0;
  judge_answer(step, changed);
  if (!changed) return;  // the store says that there was nothing to remove: a reading, no change
  step.outcome = states_ && may_find_nothing_to_do(step) ? Outcome::failed : Outcome::acknowledged;
  recording_.history.steps.push_back(std::move(step));
  complete_moves();
}

// A remove says whether the key was there. Where a failed step leaves that open, any answer goes.
void Recorder::judge_answer(const Step& step, bool changed) {
  if (plan_.operations[operation_].kind != OperationKind::remove) return;
  std::uint32_t key = step.changes[0].key;
  for (const Step& earlier : recording_.history.steps) {
    bool changes_it =
        std::ranges::find(earlier.changes, key, &KeyChange::key) != earlier.changes.end();
    if (changes_it && earlier.is_in_doubt()) return;
  }
  if (oracle_of_now().expected(key).has_value() == changed) return;
  blame({changed ? FindingKind::undone : FindingKind::lost, recording_.history.keys.name(key),
         changed ? "remove finds no such key" : "remove finds the key",
         changed ? "it says that the key was there" : "it says that the key was not there"});
}

void Recorder::fail(Step step) {
  ++failures_in_a_row_;
  step.outcome = Outcome::failed;
  std::vector<KeyChange> changes = step.changes;
  recording_.history.steps.push_back(std::move(step));
  complete_moves();
  if (states_) {
    read_key(0);
    forget_what_was_not_tried();
  }
  for (const KeyChange& change : changes) read_key(change.key);
}

void Recorder::maintain(const Operation& operation) {
  std::uint64_t struck_before = troubles();
  bool syncs = operation.kind == OperationKind::sync;
  auto done = syncs ? store_->sync() : store_->compact();
  notice_failed_syncs();
  if (done.ok()) {
    if (syncs) note_everything_synced();
    if (!syncs && has_been_calm()) {
      if (auto violation = StatsSizes::ask_compacted(*store_)) blame(std::move(*violation));
    }
  } else if (done.error().code != ErrorCode::unsupported) {
    unexplained(done.error(), struck_before, FindingKind::stuck, syncs ? "sync" : "compact");
  }
}

// Under everysec a close that returns ok has synced, and in some stores under never, too.
void Recorder::close() {
  begin(Work::close);
  std::uint64_t struck_before = troubles();
  auto closed = store_->close();
  notice_failed_syncs();
  if (!closed.ok()) {
    unexplained(closed.error(), struck_before, FindingKind::stuck, "close");
  } else if (closes_durably()) {
    note_everything_synced();
  }
}

void Recorder::note_everything_synced() {
  auto steps = static_cast<std::uint32_t>(recording_.history.steps.size());
  recording_.history.syncs.push_back({.calls = calls(), .steps = steps});
}

void Recorder::reopen(bool closes_first) {
  sizes_.forget();
  if (store_ && time_.is_idle() && has_been_calm()) sizes_.note_before_restart(*store_);
  if (closes_first) close();
  if (shows_forgotten_pages()) {
    if (cuts_power_ && model_.power_loss) return cut_power({}, 0);
    recording_.asked_calls = std::min(recording_.asked_calls, calls());
  }
  store_.reset();
  failures_in_a_row_ = 0;
  if (!open()) return;
  read_everything();
  if (!has_been_calm()) return;
  if (auto violation = sizes_.ask_after_restart(*store_)) blame(std::move(*violation));
}

bool Recorder::open() {
  for (int attempt = 0; attempt < open_attempts; ++attempt) {
    if (attempt > 0 && shows_forgotten_pages()) {
      // Opened again on this cache, the store would rely on what it shows.
      if (cuts_power_ && model_.power_loss) return false;
      recording_.asked_calls = std::min(recording_.asked_calls, calls());
    }
    sync_has_failed_ = false;
    old_bytes_are_back_ = false;
    recording_.open_calls.push_back(calls());
    begin(Work::open);
    std::uint64_t struck_before = troubles();
    struck_before_open_ = struck_before;
    auto opened = open_watched(store_under_test_, environment_);
    notice_failed_syncs();
    if (opened.ok()) {
      begin(Work::read);
      store_ = std::move(*opened);
      ++recording_.lives;
      sync_has_failed_ = false;  // what an open makes of a failed sync, its crash states will show
      for (SyncFailure& failure : recording_.history.sync_failures) {
        failure.reopened_calls = std::min(failure.reopened_calls, calls());
      }
      return true;
    }
    unexplained(opened.error(), struck_before, FindingKind::unopenable, "open");
  }
  return false;
}

void Recorder::notice_failed_syncs() {
  const auto& trace = recording_.trace;
  for (; calls_checked_for_syncs_ < trace.size(); ++calls_checked_for_syncs_) {
    const Call& call = trace.calls()[calls_checked_for_syncs_];
    if (!call.failed || !is_sync(call.kind)) continue;
    sync_has_failed_ = true;
    recording_.history.sync_failures.push_back(
        {.calls = static_cast<std::uint32_t>(calls_checked_for_syncs_ + 1), .time = call.time});
    if (!call.brings_back()) continue;
    old_bytes_are_back_ = true;
    doubt_what_is_gone(recording_.history.sync_failures.back());
  }
}

// A caller that waits for such a store waits for ever: this life of the store ends here. A crash
// among the tasks would show nothing new.
void Recorder::notice_endless_tasks() {
  if (!time_.runs_endlessly()) return;
  blame(endless_tasks(FindingKind::stuck));
  recording_.asked_calls = std::min(recording_.asked_calls, last_calls_.begin);
  store_.reset();
}

// Faults that struck and may explain an error of the store.
std::uint64_t Recorder::troubles() const {
  bool copes = store_under_test_.clauses.has(Clause::short_transfers);
  return copes ? injector_.failed() : injector_.struck();
}

// An error is in order if a fault struck meanwhile. After a failed sync a store refuses changes,
// and it may after any failure that leaves a file in doubt, which a full disk does not (D12) but
// where a sync met it; reads go on, unless it took from the cache what they need.
void Recorder::unexplained(Error error, std::uint64_t struck_before, FindingKind kind,
                           const char* what) {
  recording_.was_interrupted = true;
  if (troubles() > struck_before) return;
  const bool may_be_read_wrong =
      error.code == ErrorCode::corrupt || kind == FindingKind::unreadable;
  if (old_bytes_are_back_ && may_be_read_wrong) return;
  bool costs_one_write = store_under_test_.clauses.has(Clause::room_costs_one_write);
  bool has_struck = troubles() > struck_before_open_;
  bool in_doubt = has_struck && !(only_full_disk_ && costs_one_write);
  bool may_refuse = (sync_has_failed_ || in_doubt) && kind != FindingKind::unreadable;
  bool may_fail = kind == FindingKind::stuck && has_struck && !costs_one_write;
  if (may_fail || (may_refuse && error.code == ErrorCode::refused)) return;
  blame({kind, {}, fmt::format("{} succeeds", what), describe(error)});
}

void Recorder::blame(Violation violation) {
  if (has_lost_track_) return;
  if (!store_under_test_.clauses.asks(violation.kind)) return;
  if (recording_.live.size() >= live_violations_max) return;
  recording_.live.push_back({operation_, std::move(violation)});
}

Oracle Recorder::oracle_of_now() const {
  Oracle oracle(recording_.history, true);
  auto steps = static_cast<std::uint32_t>(recording_.history.steps.size());
  oracle.expect({.calls = calls(), .must = steps, .finished = steps, .invoked = steps});
  return oracle;
}

}  // namespace powercut
