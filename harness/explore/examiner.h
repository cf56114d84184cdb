// Examiner: opens a store on one crash image, reads what it holds, and goes on with it.
//
//   open -> read every key, ask everything -> write one key more -> close -> open -> scan: nothing
//   but the new key may have changed (D10)
//   and, where the image comes from the run itself, it lives on: overwrites, a remove, a batch, a
//   compaction, more than a second -> everything is asked -> the process is killed -> open -> what
//   was acknowledged is there, and everything is asked again
//
// A subject (powercut/harness/subject.h) is closed without a write, and lives on with some of its
// own operations (examiner_of_subject.cc).
//
// An oracle judges the answers of the first open; the rest is judged here, against these answers.
// The image is left as it was. This is the hot path of a sweep: all memory is kept from state to
// state, and the cost should be the store's own.
//
// Threads: one each.
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

// The outcome of an examination, besides what was found.
struct Examination {
  // It did not open, or a read failed: then nothing was found.
  std::optional<Violation> opening_violation = std::nullopt;

  // It could not go on, or an earlier answer did not hold any more.
  std::optional<Violation> later_violation = std::nullopt;

  // In calls of the watched trace: when the open had returned, and when the write of the probe had
  // been acknowledged.
  std::uint32_t opened_calls = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t probed_calls = std::numeric_limits<std::uint32_t>::max();
};

class Examiner {
 public:
  // Both must outlive this. remembers: the steps that followed from a disk are not done again.
  Examiner(const StoreUnderTest& store, const KeyTable& keys, bool remembers = false);

  struct Watchers {
    Trace* trace = nullptr;    // the calls up to the close
    ReadSet* reads = nullptr;  // to the end
    bool lives_on = false;     // whether it goes on after the second open
  };
  Examination run(Disk& image, const Watchers& watchers);

  // By key number; and after all keys that of the probe, which a run before this may have written.
  std::span<const FoundValue> found() const { return found_; }
  std::span<const FoundValue> found_keys() const { return found().first(keys_.size()); }

  // Runs, and judges what was found. nullopt: the image keeps the promise that the oracle expects.
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
  std::optional<Violation> live_on_as_subject(Store& store);
  std::optional<Violation> compare_state(Store& store, std::string_view when);
  std::optional<Violation> change(Store& store, const Operation& operation);
  std::optional<Violation> ask_everything(Store& store);
  const std::string& name(std::uint32_t key) const {
    return key < keys_.size() ? keys_.name(key) : probe_key_;
  }

  const StoreUnderTest& store_;
  const KeyTable& keys_;
  std::string probe_key_;  // one that the history does not use
  VirtualTime time_;
  ImageRandom random_;
  std::vector<FoundValue> found_;
  std::vector<FoundValue> expected_;  // what is due while it lives on
  Questions questions_;
  bool remembers_;
  KnownEndings endings_;
  ImageHasher hasher_;  // of the disk at the second open
  std::string found_bytes_;
  ReadSet reads_at_end_;
};

// A call that should have succeeded has not.
Violation failed_call(FindingKind kind, std::string_view what, Error error);

}  // namespace powercut
