#include "harness/explore/examiner.h"

#include <fmt/format.h>

#include "harness/operation.h"

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

Violation failure(FindingKind kind, std::string_view what, Error error) {
  return {.kind = kind,
          .key = {},
          .expected = fmt::format("{} succeeds", what),
          .found = describe(error)};
}

}  // namespace

Examiner::Examiner(const StoreUnderTest& store, const KeyTable& keys)
    : store_(store), keys_(keys), probe_key_(unused_key(keys)), found_(keys.size() + 1) {}

std::optional<Violation> Examiner::examine(Disk& image, const Oracle& oracle) {
  Examination examination = run(image);
  if (examination.at_first) return examination.at_first;
  if (auto violation = oracle.judge(found_keys())) return violation;
  return examination.afterwards;
}

Examination Examiner::run(Disk& image, Trace* trace, ReadSet* reads) {
  Disk::Session session(image);
  FaultFileSystem files(image, {.trace = trace, .reads = reads});
  time_.reset();
  Environment environment{files, time_, time_};
  Examination examination;
  {
    auto store = store_.open(environment);
    if (!store.ok()) {
      examination.at_first = failure(FindingKind::unopenable, "open", store.error());
      return examination;
    }
    if (trace) examination.opened_calls = static_cast<std::uint32_t>(trace->size());
    examination.at_first = read_keys(**store);
    if (examination.at_first) return examination;
    examination.afterwards = go_on(**store, examination, trace);
    if (examination.afterwards) return examination;
  }
  FaultFileSystem again(image, {.reads = reads});
  Environment environment_again{again, time_, time_};
  auto store = store_.open(environment_again);
  examination.afterwards = store.ok()
                               ? compare_after_reopen(**store)
                               : failure(FindingKind::unstable, "a second open", store.error());
  return examination;
}

std::optional<Violation> Examiner::read_keys(Store& store) {
  for (std::uint32_t key = 0; key < found_.size(); ++key) {
    auto there = store.get(name(key), found_[key].value);
    if (!there.ok()) {
      auto violation = failure(FindingKind::unreadable, "get", there.error());
      violation.key = name(key);
      return violation;
    }
    found_[key].there = *there;
  }
  return std::nullopt;
}

std::optional<Violation> Examiner::go_on(Store& store, Examination& examination,
                                         const Trace* trace) {
  auto written = store.set(probe_key_, probe_value);
  if (!written.ok()) return failure(FindingKind::unstable, "a write", written.error());
  if (trace) examination.probed_calls = static_cast<std::uint32_t>(trace->size());
  auto closed = store.close();
  if (!closed.ok()) return failure(FindingKind::unstable, "close", closed.error());
  return std::nullopt;
}

// Both sides are sorted, so one pass sees every missing, surplus and changed key.
std::optional<Violation> Examiner::compare_after_reopen(Store& store) {
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
  if (!scanned.ok()) return failure(FindingKind::unreadable, "scan", scanned.error());
  expect_absent_until({});
  if (!violation && !probe_seen) {
    violation = {FindingKind::unstable, probe_key_, quote(probe_value),
                 "absent after a write and a reopen"};
  }
  return violation;
}

}  // namespace powercut
