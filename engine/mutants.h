// Mutants: seeded bugs that the harness must catch; most are one line.
//
// MutantSwitch::is(Mutant::x) and mutated(Mutant::x) are a constant false in the normal build, so
// that no trace of a mutant is left in it. A build with POWERCUT_MUTANTS defined can switch one on
// at a time; only the tests of the harness are built so.
#pragma once

#include <cstdint>
#include <string_view>

#ifdef POWERCUT_SEES_NO_MUTANTS
#error "this source is compiled once for both builds, and must not see what seeded bugs change"
#endif

namespace powercut {

enum class Mutant : std::uint8_t {
  none,
  // The log's. The bug that each is taken from stands behind it, where it has one.
  index_before_log,             // the index is updated before the record is in the log: pebble#2163
  ack_before_sync,              // `always` acknowledges without having synced: nats-server#7564
  no_truncate_after_torn_tail,  // the torn tail stays, appends go behind it: leveldb#1287
  no_sync_of_compacted_file,    // it is renamed into place unsynced: goleveldb#351
  no_sync_dir_after_rename,     // the compacted file's name is never made durable: etcd#6368
  no_checksum_on_replay,        // replay believes the lengths: raft-wal#10
  retry_of_failed_sync,         // tried again, and its ok believed: PostgreSQL's "fsyncgate"
  ignored_failed_rename,        // compaction goes on as if the rename had happened
  lost_tombstone_on_replay,     // replay skips tombstones: rosedb#258
  ignored_failed_append,        // the tail moves behind a record not written whole: leveldb#578
  everysec_only_on_traffic,     // the next write syncs, not a task: redis#5985
  batch_without_frame,          // a batch is written record by record
  no_sync_before_recovery,      // open believes what may be in the cache alone: kafka#8812
  no_sync_after_truncate,       // the cut of a torn tail is not durable before the first append
  read_error_ends_replay,       // a failed read is taken for the end of the log: rocksdb#6288
  writable_after_failed_sync,   // it fails one change, the next is taken: cockroach#37102
  not_dirty_again,              // a failed sync leaves its pages to count as clean
  everysec_swallows_failed_sync,  // a background sync that fails is forgotten: redis#8419
  no_sync_dir_after_create,       // the log's own name is never made durable: leveldb#196
  old_log_removed_too_early,      // before the new one's name is durable: leveldb#195
  journal_removal_not_synced,     // a stale journal rolls the log back: SQLite's unlinked journal
  old_log_not_synced_at_roll,     // appends go to a second log, the first is forgotten: leveldb#193
  short_header_ends_log,          // less than a header counts as a clean end: prometheus/tsdb#451
  checksum_without_value,         // the checksum leaves the value out: leveldb#251
  stale_compaction_file,          // one that failed leaves its file, the next writes over its front
  torn_record_resealed,           // recovery gives a torn record a fresh checksum: redb#1290
  // The atomic snapshot's.
  no_sync_dir_after_snapshot_rename,  // its new name is never made durable: redis#10737
  no_sync_before_snapshot_rename,     // the temporary file is renamed unsynced: leveldb#189
  snapshot_in_place_unsynced,         // written over the old one, never synced: leveldb#74
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
    case Mutant::no_sync_dir_after_create:
      return "no-sync-dir-after-create";
    case Mutant::old_log_removed_too_early:
      return "old-log-removed-too-early";
    case Mutant::journal_removal_not_synced:
      return "journal-removal-not-synced";
    case Mutant::old_log_not_synced_at_roll:
      return "old-log-not-synced-at-roll";
    case Mutant::short_header_ends_log:
      return "short-header-ends-log";
    case Mutant::checksum_without_value:
      return "checksum-without-value";
    case Mutant::stale_compaction_file:
      return "stale-compaction-file";
    case Mutant::torn_record_resealed:
      return "torn-record-resealed";
    case Mutant::no_sync_dir_after_snapshot_rename:
      return "no-sync-dir-after-snapshot-rename";
    case Mutant::no_sync_before_snapshot_rename:
      return "no-sync-before-snapshot-rename";
    case Mutant::snapshot_in_place_unsynced:
      return "snapshot-in-place-unsynced";
  }
  return "?";
}

#ifdef POWERCUT_MUTANTS
// The mutant of the store that is being called in this thread; its open and every other call.
inline thread_local Mutant active_mutant = Mutant::none;
#endif

// For functions that belong to no store.
#ifdef POWERCUT_MUTANTS
inline bool mutated(Mutant mutant) { return active_mutant == mutant; }
#else
constexpr bool mutated(Mutant) { return false; }
#endif

// Held by a store that can be mutated: it keeps the mutant that it was opened with, also in its
// background tasks. Empty, and constant false, in the normal build.
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
