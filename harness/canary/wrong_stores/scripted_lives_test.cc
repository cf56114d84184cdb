#include "harness/canary/wrong_stores/scripted_lives_test.h"

#include <fmt/format.h>

#include "engine/io/macros.h"
#include "powercut/harness/operation.h"

namespace powercut {

ScriptedLives::ScriptedLives(const StoreUnderTest& store)
    : store_under_test_(store),
      files_(disk_, {.trace = &trace_, .injector = &injector_, .clock = &time_, .base = &base_}),
      environment_{files_, time_, time_, time_, random_} {}

Store* ScriptedLives::store() {
  if (store_) return store_.get();
  auto opened = store_under_test_.open(environment_);
  if (opened.ok()) {
    store_ = std::move(*opened);
  } else {
    broken_.push_back("open: " + describe(opened.error()));
  }
  return store_.get();
}

void ScriptedLives::must(const Result<void>& result, std::string_view what) {
  if (!result.ok()) broken_.push_back(fmt::format("{}: {}", what, describe(result.error())));
}

void ScriptedLives::set(std::string_view key, std::string_view value) {
  if (store()) must(store_->set(key, value), "set " + quote(key));
}

void ScriptedLives::remove(std::string_view key) {
  if (!store()) return;
  auto removed = store_->remove(key);
  expect_true(removed.ok() && *removed, "remove " + quote(key));
}

void ScriptedLives::apply(const Batch& batch) {
  if (store()) must(store_->apply(batch), "batch");
}

void ScriptedLives::sync() {
  if (store()) must(store_->sync(), "sync");
}

void ScriptedLives::compact() {
  if (store()) must(store_->compact(), "compact");
}

void ScriptedLives::wait(Duration time) { time_.advance(time); }

void ScriptedLives::try_set(std::string_view key, std::string_view value) {
  if (store()) static_cast<void>(store_->set(key, value));
}

void ScriptedLives::try_apply(const Batch& batch) {
  if (store()) static_cast<void>(store_->apply(batch));
}

void ScriptedLives::try_compact() {
  if (store()) static_cast<void>(store_->compact());
}

void ScriptedLives::fail(std::string_view rule) {
  if (rule.empty()) {
    injector_ = Injector();
    return;
  }
  auto parsed = parse_fault_rule(rule);
  CHECK(parsed.has_value());
  injector_ = Injector({*parsed});
}

void ScriptedLives::close() {
  if (store()) must(store_->close(), "close");
  store_.reset();
}

void ScriptedLives::kill() { store_.reset(); }

void ScriptedLives::kill_before(std::string_view call) {
  store_.reset();
  std::uint32_t index = last_call(call);
  Trace made = std::exchange(trace_, Trace());
  disk_ = base_;
  for (std::uint32_t earlier = 1; earlier < index; ++earlier) {
    const Call& again = made.calls()[earlier];
    apply_call(made, again, again.length, disk_);
    trace_.append(again, made.path(again), made.data(again), made.changes(again));
  }
}

std::uint32_t ScriptedLives::last_call(std::string_view text) const {
  auto index = static_cast<std::uint32_t>(trace_.size());
  do --index;
  while (!describe(trace_, trace_.calls()[index]).starts_with(text));
  return index;
}

CrashStates ScriptedLives::states_before(std::uint32_t call, std::string_view model) const {
  CrashStates states(*find_persistence_model(model), base_);
  for (std::uint32_t earlier = 0; earlier < call; ++earlier) {
    states.begin(trace_, earlier);
    states.finish();
  }
  return states;
}

void ScriptedLives::cut() { begin_on(disk_); }

void ScriptedLives::cut_unsynced() {
  CrashStates states = states_before(static_cast<std::uint32_t>(trace_.size()), "synced-only");
  Disk image;
  states.visit(CrashStates::Which::all, [&](const Choice&, Disk& only) { image = only; });
  begin_on(std::move(image));
}

void ScriptedLives::cut_in_write(std::uint64_t bytes, int writes_before_last) {
  auto index = static_cast<std::uint32_t>(trace_.size());
  for (int writes = -1; writes < writes_before_last;) {
    if (trace_.calls()[--index].effect == Effect::write) ++writes;
  }
  CHECK(bytes < trace_.calls()[index].length);
  CrashStates states = states_before(index, "in-order");
  if (bytes > 0) states.begin(trace_, index);
  begin_in(states, states.choice_at({.call = states.call(), .byte = bytes}));
}

void ScriptedLives::cut_leaving(std::string_view model, std::string_view effects) {
  CrashStates states = states_before(static_cast<std::uint32_t>(trace_.size()), model);
  begin_in(states, parse_choice(states.model(), states.effects(), effects));
}

void ScriptedLives::cut_leaving_of_write(std::string_view model, std::string_view effects) {
  std::uint32_t call = last_call("write");
  CrashStates states = states_before(call, model);
  states.begin(trace_, call);
  begin_in(states, parse_choice(states.model(), states.effects(), effects));
}

void ScriptedLives::cut_losing(std::string_view file, std::string_view before_call) {
  InodeId lost = disk_.find(root_inode, file);
  CrashStates states = states_before(last_call(before_call), "ext4");
  Choice choice;
  for (const PendingEffect& effect : states.effects()) {
    choice.push_back(effect.inode == lost ? option_lost : option_kept);
  }
  begin_in(states, choice);
}

void ScriptedLives::begin_in(CrashStates& states, const std::optional<Choice>& choice) {
  CHECK(choice.has_value() && states.is_legal(*choice));
  Disk image;
  states.visit_one(*choice, [&](const Choice&, Disk& disk) { image = disk; });
  begin_on(std::move(image));
}

std::string ScriptedLives::bytes_of(std::string_view name) const {
  InodeId file = disk_.find(root_inode, name);
  return file == no_inode ? "" : std::string(as_text(disk_.contents(file)));
}

void ScriptedLives::put(std::string_view name, std::string_view bytes) {
  CHECK(!store_);
  disk_.write(disk_.find(root_inode, name), 0, as_bytes(bytes));
  base_ = disk_;
}

void ScriptedLives::begin_on(Disk image) {
  store_.reset();
  disk_ = std::move(image);
  base_ = disk_;
  trace_.clear();
  injector_ = Injector();
}

void ScriptedLives::expect(std::string_view key, const std::optional<std::string>& value) {
  if (!store()) return;
  std::string found;
  auto there = store_->get(key, found);
  bool kept = there.ok() && *there == value.has_value() && (!*there || found == *value);
  expect_true(kept, "get " + quote(key) + (there.ok() && *there ? " finds " + quote(found) : ""));
}

void ScriptedLives::expect_or_corrupt(std::string_view key,
                                      const std::optional<std::string>& value) {
  if (!store_) {
    auto opened = store_under_test_.open(environment_);
    if (!opened.ok() && opened.error().code == ErrorCode::corrupt) return;
    if (opened.ok()) store_ = std::move(*opened);
  }
  if (!store()) return;
  std::string found;
  auto there = store_->get(key, found);
  if (!there.ok() && there.error().code == ErrorCode::corrupt) return;
  expect(key, value);
}

void ScriptedLives::expect_scan(const KeyRange& range, const Pairs& pairs) {
  if (!store()) return;
  Pairs found;
  auto scanned = store_->scan(range, [&](std::string_view key, std::string_view value) {
    found.emplace_back(key, value);
    return true;
  });
  expect_true(scanned.ok() && found == pairs, "scan");
}

void ScriptedLives::expect_true(bool kept, std::string_view what) {
  if (!kept) broken_.emplace_back(what);
}

std::string ScriptedLives::calls() const {
  std::string text;
  for (const Call& call : trace_.calls()) text += describe(trace_, call) + "\n";
  return text;
}

}  // namespace powercut
