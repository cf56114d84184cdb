// Mutants: seeded one-line bugs that the harness must catch.
//
// `mutated(Mutant::x)` is a constant false in the normal build, so that no trace of a mutant is
// left in it. A build with POWERCUT_MUTANTS defined can switch one on at a time; only the tests of
// the harness are built so.
#pragma once

#include <cstdint>
#include <string_view>

namespace powercut {

enum class Mutant : std::uint8_t {
  none,
  index_before_log,               // the index is updated before the record is in the log
  ack_before_sync,                // `always` acknowledges without having synced
  no_truncate_after_torn_tail,    // replay leaves the torn tail, and appends go behind it
  no_sync_of_compacted_file,      // the compacted file is renamed into place unsynced
  no_sync_dir_after_rename,       // the compacted file's name is never made durable
  no_checksum_on_replay,          // replay believes the lengths
  retry_of_failed_sync,           // a sync that fails is tried again, and its ok believed
  ignored_failed_rename,          // compaction goes on as if the rename had happened
  lost_tombstone_on_replay,       // replay skips tombstones
  ignored_failed_append,          // the tail moves on behind a record that was not written whole
  everysec_only_on_traffic,       // the sync of a second is made by the next write, not by a task
  batch_without_frame,            // a batch is written record by record
  no_sync_before_recovery,        // open believes what may be in the cache alone
  no_sync_after_truncate,         // the cut of a torn tail is not durable before the first append
  read_error_ends_replay,         // a read that fails during replay is taken for the end of the log
  writable_after_failed_sync,     // a failed sync fails one change, and the next is taken
  not_dirty_again,                // a failed sync leaves its pages to count as clean
  everysec_swallows_failed_sync,  // a background sync that fails is forgotten
};

constexpr std::string_view name_of(Mutant mutant) {
  switch (mutant) {
    case Mutant::none:
      return "none";
    case Mutant::index_before_log:
      return "index-before-log";
    case Mutant::ack_before_sync:
      return "ack-before-sync";
    case Mutant::no_truncate_after_torn_tail:
      return "no-truncate-after-torn-tail";
    case Mutant::no_sync_of_compacted_file:
      return "no-sync-of-compacted-file";
    case Mutant::no_sync_dir_after_rename:
      return "no-sync-dir-after-rename";
    case Mutant::no_checksum_on_replay:
      return "no-checksum-on-replay";
    case Mutant::retry_of_failed_sync:
      return "retry-of-failed-sync";
    case Mutant::ignored_failed_rename:
      return "ignored-failed-rename";
    case Mutant::lost_tombstone_on_replay:
      return "lost-tombstone-on-replay";
    case Mutant::ignored_failed_append:
      return "ignored-failed-append";
    case Mutant::everysec_only_on_traffic:
      return "everysec-only-on-traffic";
    case Mutant::batch_without_frame:
      return "batch-without-frame";
    case Mutant::no_sync_before_recovery:
      return "no-sync-before-recovery";
    case Mutant::no_sync_after_truncate:
      return "no-sync-after-truncate";
    case Mutant::read_error_ends_replay:
      return "read-error-ends-replay";
    case Mutant::writable_after_failed_sync:
      return "writable-after-failed-sync";
    case Mutant::not_dirty_again:
      return "not-dirty-again";
    case Mutant::everysec_swallows_failed_sync:
      return "everysec-swallows-failed-sync";
  }
  return "?";
}

#ifdef POWERCUT_MUTANTS
// The mutant of the stores opened from now on, in this thread. A store keeps the one it was opened
// with.
inline thread_local Mutant active_mutant = Mutant::none;
#endif

// Held by a store that can be mutated; empty, and constant false, in the normal build.
class MutantSwitch {
 public:
#ifdef POWERCUT_MUTANTS
  bool is(Mutant mutant) const { return mutant_ == mutant; }

 private:
  Mutant mutant_ = active_mutant;
#else
  static constexpr bool is(Mutant) { return false; }
#endif
};

}  // namespace powercut
