#include "harness/explore/examiner.h"

#include <fmt/format.h>

#include "harness/ask/ask_for_change.h"
#include "harness/ask/stats_sizes.h"
#include "harness/explore/graph/call_key.h"
#include "harness/watch/watched_store.h"
#include "powercut/harness/operation.h"

namespace powercut {

namespace {

constexpr std::string_view probe_value = "still writable";

std::string unused_key(const KeyTable& keys) {
  std::string key = "probe";
  for (std::uint32_t number = 0; number < keys.size(); ++number) {
    // Longer than every key that begins like it, so none can be equal.
    if (keys.name(number).starts_with(key)) key = keys.name(number) + "~";
  }
  return key;
}

}  // namespace

Violation failed_call(FindingKind kind, std::string_view what, Error error) {
  return {.kind = kind,
          .key = {},
          .expected = fmt::format("{} succeeds", what),
          .found = describe(error)};
}

Examiner::Examiner(const StoreUnderTest& store, const KeyTable& keys, bool remembers)
    : store_(store),
      keys_(keys),
      probe_key_(unused_key(keys)),
      found_(keys.size() + 1),
      questions_(keys, &store),
      remembers_(remembers) {}

std::optional<Violation> Examiner::examine(Disk& image, const Oracle& oracle, bool lives_on) {
  Examination examination = run(image, {.lives_on = lives_on});
  if (examination.opening_violation) return examination.opening_violation;
  if (auto violation = oracle.judge(found_keys())) return violation;
  return examination.later_violation;
}

Examination Examiner::run(Disk& image, const Watchers& watchers) {
  Disk::Session session(image);
  Trace* trace = watchers.trace;
  FaultFileSystem files(image, {.trace = trace, .reads = watchers.reads});
  time_.reset();
  random_.begin(image);
  Environment environment{files, time_, time_, time_, random_};
  Examination examination;
  {
    auto store = open_watched(store_, environment);
    if (!store.ok()) {
      examination.opening_violation = failed_call(FindingKind::unopenable, "open", store.error());
      return examination;
    }
    if (trace) examination.opened_calls = static_cast<std::uint32_t>(trace->size());
    examination.opening_violation = read_keys(**store);
    if (examination.opening_violation) return examination;
    expected_ = found_;
    examination.later_violation = ask_everything(**store);
    if (examination.later_violation) return examination;
    examination.later_violation = go_on(**store, examination, trace);
    if (examination.later_violation) return examination;
  }
  examination.later_violation = remembers_ && !random_.has_drawn()
                                    ? end_as_known(image, watchers.reads, watchers.lives_on)
                                    : end(image, watchers.reads, watchers.lives_on);
  return examination;
}

// From the second open on.
std::optional<Violation> Examiner::end(Disk& image, ReadSet* reads, bool lives_on) {
  FaultFileSystem files(image, {.reads = reads});
  Environment environment{files, time_, time_, time_, random_};
  {
    auto store = open_watched(store_, environment);
    if (!store.ok()) return failed_call(FindingKind::unstable, "a second open", store.error());
    auto violation = compare_after_reopen(**store);
    if (violation || !lives_on) return violation;
    violation = live_on(**store);
    if (violation) return violation;
  }
  auto store = open_watched(store_, environment);
  if (!store.ok()) return failed_call(FindingKind::unstable, "a third open", store.error());
  return compare_after_kill(**store);
}

std::optional<Violation> Examiner::end_as_known(Disk& image, ReadSet* reads, bool lives_on) {
  const ImageHash key = key_of_ending(image, lives_on);
  if (const Ending* known = endings_.find(key)) {
    for (std::uint32_t place : known->read) {
      if (reads) reads->add(hasher_.entries()[place].inode);
    }
    return known->violation;
  }
  reads_at_end_.clear();
  Ending ending{.violation = end(image, &reads_at_end_, lives_on)};
  for (std::uint32_t place = 0; place < hasher_.entries().size(); ++place) {
    const ImageHasher::Entry& entry = hasher_.entries()[place];
    if (entry.is_file && reads_at_end_.contains(entry.inode)) ending.read.push_back(place);
  }
  if (reads) reads->add(reads_at_end_);
  std::optional<Violation> violation = ending.violation;
  endings_.keep(key, std::move(ending));
  return violation;
}

// The disk, and what is due.
ImageHash Examiner::key_of_ending(const Disk& image, bool lives_on) {
  hasher_.take(image);
  found_bytes_.assign(lives_on ? "l" : "-");
  for (const FoundValue& found : found_) {
    const std::uint64_t size = found.there ? found.value.size() + 1 : 0;
    append_bytes(found_bytes_, size);
    if (found.there) found_bytes_ += found.value;
  }
  ImageHash key = hasher_.whole();
  ImageHash due = hash_of(as_bytes(found_bytes_));
  return {.low = key.low ^ due.high, .high = key.high ^ due.low};
}

// Every way to ask says the same as get did.
std::optional<Violation> Examiner::ask_everything(Store& store) {
  std::uint64_t there = 0;
  for (const FoundValue& found : expected_) there = there * 2 + (found.there ? 1 : 0);
  Chooser chooser(there);
  return questions_.ask_all(store, expected_, chooser, probe_key_);
}

// Asks for the change, and notes what is due from then on.
std::optional<Violation> Examiner::change(Store& store, const Operation& operation) {
  auto changed = ask_for_change(store, operation);
  if (!changed.ok() && may_refuse(operation, changed.error().code, store_.limits))
    return std::nullopt;
  if (!changed.ok()) {
    const std::string what = fmt::format("{} after the second open", describe(operation));
    return failed_call(FindingKind::unstable, what, changed.error());
  }
  for (const Change& made : operation.changes) {
    FoundValue& due = expected_[keys_.number(made.key)];
    bool was_there = due.there;
    due = {.there = made.value.has_value(), .value = made.value.value_or("")};
    if (operation.kind != OperationKind::remove || *changed == was_there) continue;
    return Violation{FindingKind::unstable, made.key,
                     was_there ? "a remove finds the key" : "a remove finds no such key",
                     *changed ? "it says that it was there" : "it says that it was not there"};
  }
  return std::nullopt;
}

// Small steps that meet what a recovery may have left behind: places, numbers and tails that are
// used again.
std::optional<Violation> Examiner::live_on(Store& store) {
  if (store_.subject) return live_on_as_subject(store);
  constexpr std::uint32_t overwritten_max = 3;
  expected_ = found_;
  expected_.back() = {.there = true, .value = std::string(probe_value)};
  std::uint32_t keys = keys_.size();
  std::vector<Operation> operations;
  for (std::uint32_t key = keys - std::min(keys, overwritten_max); key < keys; ++key) {
    operations.push_back(set_operation(keys_.name(key), "lived on " + std::to_string(key)));
  }
  if (keys > 0) {
    Batch batch;
    batch.set(keys_.name(0), "batched");
    batch.remove(keys_.name(keys / 2));
    batch.set(keys_.name(keys - 1), "batched, too");
    operations.push_back(batch_operation(std::move(batch)));
    operations.push_back(remove_operation(keys_.name(keys - 1)));
  }
  for (const Operation& operation : operations) {
    if (auto violation = change(store, operation)) return violation;
  }
  if (auto violation = compact(store)) return violation;
  if (auto violation = let_time_pass()) return violation;
  if (auto violation = ask_everything(store)) return violation;
  if (keys == 0) return std::nullopt;
  return change(store, set_operation(keys_.name(0), "last"));
}

std::optional<Violation> Examiner::compact(Store& store) {
  auto compacted = store.compact();
  if (compacted.ok()) return StatsSizes::ask_compacted(store);
  if (compacted.error().code == ErrorCode::unsupported) return std::nullopt;
  return failed_call(FindingKind::unstable, "a compaction after the second open",
                     compacted.error());
}

// More than a second, for which everysec promises something.
std::optional<Violation> Examiner::let_time_pass() {
  time_.advance(std::chrono::milliseconds(1200));
  if (time_.runs_endlessly()) return endless_tasks(FindingKind::unstable);
  return std::nullopt;
}

// The process has died: nothing that was acknowledged is lost (D4).
std::optional<Violation> Examiner::compare_after_kill(Store& store) {
  constexpr std::string_view when = "after more operations, a kill and a third open";
  if (store_.subject) return compare_state(store, when);
  std::string value;
  for (std::uint32_t key = 0; key < expected_.size(); ++key) {
    auto there = store.get(name(key), value);
    if (!there.ok()) return failed_call(FindingKind::unreadable, "get", there.error());
    const FoundValue& due = expected_[key];
    if (*there == due.there && (!due.there || value == due.value)) continue;
    return Violation{FindingKind::unstable, name(key), due.there ? quote(due.value) : "absent",
                     (*there ? quote(value) : std::string("absent")) +
                         " after more writes, a kill and a third open"};
  }
  return ask_everything(store);
}

std::optional<Violation> Examiner::read_keys(Store& store) {
  for (std::uint32_t key = 0; key < found_.size(); ++key) {
    auto there = store.get(name(key), found_[key].value);
    if (!there.ok()) {
      auto violation =
          failed_call(FindingKind::unreadable, store_.subject ? "observe" : "get", there.error());
      violation.key = name(key);
      return violation;
    }
    found_[key].there = *there;
  }
  return std::nullopt;
}

std::optional<Violation> Examiner::go_on(Store& store, Examination& examination,
                                         const Trace* trace) {
  if (store_.subject) return close(store);
  auto written = store.set(probe_key_, probe_value);
  if (!written.ok()) return failed_call(FindingKind::unstable, "a write", written.error());
  if (trace) examination.probed_calls = static_cast<std::uint32_t>(trace->size());
  return close(store);
}

std::optional<Violation> Examiner::close(Store& store) {
  auto closed = store.close();
  if (!closed.ok()) return failed_call(FindingKind::unstable, "close", closed.error());
  return std::nullopt;
}

// Both sides are sorted, so one pass sees every missing, surplus and changed key.
std::optional<Violation> Examiner::compare_after_reopen(Store& store) {
  if (store_.subject) return compare_state(store, "after a reopen");
  std::optional<Violation> violation;
  std::uint32_t next = 0;
  bool probe_seen = false;
  auto expect_absent_until = [&](std::string_view key) {
    for (; next < keys_.size() && (key.empty() || keys_.name(next) < key); ++next) {
      if (!found_[next].there || violation) continue;
      violation = {FindingKind::unstable, keys_.name(next), quote(found_[next].value),
                   "absent after a write and a reopen"};
    }
  };
  auto scanned = store.scan({}, [&](std::string_view key, std::string_view value) {
    if (!key.empty()) expect_absent_until(key);
    bool known = next < keys_.size() && keys_.name(next) == key;
    if (key == probe_key_ && value == probe_value) {
      probe_seen = true;
    } else if (!known) {
      violation = {FindingKind::invented, std::string(key), "no such key", quote(value)};
    } else if (!found_[next].there || found_[next].value != value) {
      violation = {FindingKind::unstable, std::string(key),
                   found_[next].there ? quote(found_[next].value) : "absent",
                   quote(value) + " after a write and a reopen"};
    }
    if (known) ++next;
    return !violation.has_value();
  });
  if (violation) return violation;
  if (!scanned.ok()) return failed_call(FindingKind::unreadable, "scan", scanned.error());
  expect_absent_until({});
  if (!violation && !probe_seen) {
    violation = {FindingKind::unstable, probe_key_, quote(probe_value),
                 "absent after a write and a reopen"};
  }
  return violation;
}

}  // namespace powercut
