// The Recorder's questions: the store is read and asked, and its answers are judged.
#include <algorithm>

#include "harness/run/recorder.h"

namespace powercut {

namespace {

// Everything is asked after each operation of a short plan, and now and then in a long one.
constexpr std::size_t short_plan = 12;

// How often a read that a fault has hindered is asked again.
constexpr int reading_attempts = 3;

}  // namespace

bool Recorder::get(std::uint32_t key, FoundValue& found) {
  std::uint64_t struck_before = troubles();
  auto there = store_->get(recording_.history.keys.name(key), found.value);
  if (!there.ok()) {
    unexplained(there.error(), struck_before, FindingKind::unreadable, states_ ? "observe" : "get");
    return false;
  }
  found.there = *there;
  return true;
}

// A failed step that alone explains the value has been seen from now on.
void Recorder::read_key(std::uint32_t key) {
  FoundValue found;
  if (!get(key, found)) return;
  Oracle oracle = oracle_of_now();
  if (auto violation = oracle.judge_key(key, found)) return blame(std::move(*violation));
  if (old_bytes_are_back_) return;
  auto& steps = recording_.history.steps;
  for (std::uint32_t number = 0; number < steps.size(); ++number) {
    Step& step = steps[number];
    if (!step.is_in_doubt() || !oracle.shows(number, key, found)) continue;
    step.seen_calls = calls();
    step.seen_there = true;
  }
}

// False: something cannot be read. A read that a fault has hindered is asked again.
bool Recorder::find_everything(std::vector<FoundValue>& found) {
  found.resize(recording_.history.keys.size());
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    bool is_read = false;
    for (int attempt = 0; attempt < reading_attempts && !is_read; ++attempt) {
      is_read = get(key, found[key]);
    }
    if (!is_read) return false;
  }
  return true;
}

void Recorder::read_everything() {
  std::vector<FoundValue> found;
  if (!find_everything(found)) return;
  Oracle oracle = oracle_of_now();
  if (auto violation = oracle.judge(found)) return blame(std::move(*violation));
  resolve_by_reading(oracle, found);
}

// No call has failed in the whole run, and no process has died in one of this life.
bool Recorder::has_been_calm() const {
  return injector_.struck() == 0 && !recording_.was_interrupted;
}

// No fault strikes what is asked here, and none of it counts as a call of the run.
void Recorder::ask_some() {
  Chooser chooser(operation_ + 1);
  const OperationKind kind = plan_.operations[operation_].kind;
  bool restarts = kind == OperationKind::reopen || kind == OperationKind::kill ||
                  kind == OperationKind::power || kind == OperationKind::damage;
  std::uint64_t drawn = chooser.below(4);
  bool asks_all = restarts || drawn == 0 || plan_.operations.size() <= short_plan;
  if (!asks_all && drawn > 1) return;
  if (!recording_.live.empty() && recording_.live.back().operation == operation_) return;
  injector_.pause(true);
  std::vector<FoundValue> found;
  if (find_everything(found)) {
    auto violation = oracle_of_now().judge(found);
    if (!violation && !old_bytes_are_back_) {
      violation = asks_all ? questions_.ask_all(*store_, found, chooser)
                           : questions_.ask_one(*store_, found, chooser);
      if (!violation && has_been_calm()) violation = StatsSizes::ask(*store_, disk_);
    }
    if (violation) blame(std::move(*violation));
  }
  injector_.pause(false);
}

// After an open a failed step is there or it is not (D7), and stays so. Where the state does not
// tell, it remains in doubt.
void Recorder::resolve_by_reading(const Oracle& oracle, const std::vector<FoundValue>& found) {
  auto& steps = recording_.history.steps;
  for (std::uint32_t number = 0; number < steps.size(); ++number) {
    if (!steps[number].is_in_doubt()) continue;
    if (auto there = oracle.reveals(number, found)) {
      steps[number].seen_calls = calls();
      steps[number].seen_there = *there;
    }
  }
}

}  // namespace powercut
