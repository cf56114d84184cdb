// Examiner: opens a store on one crash image, reads all keys, and checks that the store goes on
// well from there.
//
//   open -> read every key, ask every question -> write one new key, the probe -> close -> open ->
//   scan: nothing but the probe may have changed (D10)
//
// If the image comes from the run itself, the store then lives on:
//
//   overwrites, a batch, a remove, a compaction, more than a second -> ask every question -> a set
//   -> process kill -> open -> read every key: what was acknowledged is there (D4) -> ask every
//   question
//
// A subject (powercut/harness/subject.h) is closed without a write, and lives on with some of its
// own operations (examiner_of_subject.cc).
//
// An oracle judges what the reads after the first open found. The examiner judges all later answers
// against these reads. It leaves the image as it was. This is the hot path of a sweep: the examiner
// keeps its memory from image to image, so that nearly all of the cost is the store's own.
//
// Threads: one for each object.
#pragma once

#include <limits>

#include "harness/ask/questions.h"
#include "harness/judge/known_endings.h"
#include "harness/watch/image_random.h"
#include "harness/watch/virtual_time.h"
#include "powercut/harness/operation.h"
#include "powercut/harness/oracle.h"
#include "powercut/harness/store_under_test.h"

#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

// The outcome of an examination, besides the values that it found.
struct Examination {
  // The store did not open, or a read failed. Then found() is not valid.
  std::optional<Violation> opening_violation = std::nullopt;

  // The store could not go on, or a later answer differed from an earlier one.
  std::optional<Violation> later_violation = std::nullopt;

  // How many calls the watched trace had when the open returned, and when the store acknowledged
  // the probe.
  std::uint32_t opened_calls = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t probed_calls = std::numeric_limits<std::uint32_t>::max();
};

class Examiner {
 public:
  // Store and keys must outlive this. remembers: the examiner does not run the second half, from
  // the second open on, if it knows the result for an equal disk (known_endings.h).
  Examiner(const StoreUnderTest& store, const KeyTable& keys, bool remembers = false);

  struct Watchers {
    Trace* trace = nullptr;    // gets the calls up to the close
    ReadSet* reads = nullptr;  // gets the files that the store reads, to the end
    bool lives_on = false;     // whether the store lives on after the second open
  };
  Examination run(Disk& image, const Watchers& watchers);

  // The values that the last run() found, by key number, and then that of the probe, which an
  // earlier examination may have left on the image.
  std::span<const FoundValue> found() const { return found_; }
  std::span<const FoundValue> found_keys() const { return found().first(keys_.size()); }

  // Runs, and lets the oracle judge what was found. Returns the first violation, or nullopt if the
  // image keeps the promise that the oracle expects.
  std::optional<Violation> examine(Disk& image, const Oracle& oracle, bool lives_on = false);

 private:
  std::optional<Violation> read_keys(Store& store);
  std::optional<Violation> go_on(Store& store, Examination& examination, const Trace* trace);
  std::optional<Violation> end(Disk& image, ReadSet* reads, bool lives_on);
  std::optional<Violation> end_as_known(Disk& image, ReadSet* reads, bool lives_on);
  ImageHash key_of_ending(const Disk& image, bool lives_on);
  std::optional<Violation> compare_after_reopen(Store& store);
  std::optional<Violation> live_on(Store& store);
  std::optional<Violation> compare_after_kill(Store& store);
  std::optional<Violation> close(Store& store);
  std::optional<Violation> compact(Store& store);
  std::optional<Violation> let_time_pass();
  std::optional<Violation> apply(Store& store, const std::string& operation);
  std::optional<Violation> live_on_as_subject(Store& store);
  std::optional<Violation> compare_state(Store& store, std::string_view when);
  std::optional<Violation> change(Store& store, const Operation& operation);
  std::optional<Violation> ask_everything(Store& store);
  const std::string& name(std::uint32_t key) const {
    return key < keys_.size() ? keys_.name(key) : probe_key_;
  }

  const StoreUnderTest& store_;
  const KeyTable& keys_;
  std::string probe_key_;  // a key that the history does not use
  VirtualTime time_;
  ImageRandom random_;
  std::vector<FoundValue> found_;
  std::vector<FoundValue> expected_;  // the values that are due, while the store lives on
  Questions questions_;
  bool remembers_;
  KnownEndings endings_;
  ImageHasher hasher_;  // of the disk at the second open
  std::string found_bytes_;
  ReadSet reads_at_end_;
};

// The violation for a call of the store that failed and should not have. what: names the call.
Violation failed_call(FindingKind kind, std::string_view what, Error error);

}  // namespace powercut
