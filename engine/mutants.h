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
  // CaskStore's.
  synced_before_written,       // a commit is synced before it is written
  visible_before_sync,         // the index changes before the commit is durable
  rolled_segments_not_synced,  // a sync leaves out the segments before the last
  written_after_failed_roll,   // the log goes on in a segment that a manifest may say it has left
  end_moved_before_write,      // a failed write leaves a hole, and commits go behind it
  unsynced_called_durable,     // a commit says so of what is before it: torn is taken for damaged
  sync_covers_what_came_meanwhile,  // what was written while it was under way counts as durable
  commit_of_any_place,  // its token says neither where it belongs nor to which use of a number
  everysec_timer_not_rearmed,   // only the first change of a process starts it
  batch_commit_by_commit,       // each change of a batch is a commit of its own
  failed_sync_forgotten,        // the next change is taken as if nothing had been
  manifest_unsynced,            // what it names is relied on before it is durable
  current_manifest_not_synced,  // the older is written over while the newer is in the cache alone
  segment_name_unsynced,        // a segment takes commits before its name is durable
  segment_of_failed_manifest_removed,  // but that manifest may be there all the same
  strays_removed_at_open,              // a crash before the first change finds them named, and gone
  merged_segment_unsynced,             // a manifest names the output of a compaction too early
  merged_names_unsynced,               // the same, of its name
  inputs_removed_before_manifest,      // the manifest that does without them is not there yet
  log_not_synced_before_install,  // what made a record dead can be lost, and the record is gone
  tombstone_dropped,              // although an older segment holds the key
  key_moved_back,                 // a compaction moves a key that was written meanwhile
  hint_unchecked,                 // what was written of a hint is taken for all of it
  commits_behind_hole,            // a segment is read although the one before it is torn
  open_segments_not_synced,       // recovery relies on what may be in the cache alone
  // The command layer's.
  rename_in_two_commits,  // the new name is in the store before the old one is out of it
  exec_commit_by_commit,  // each change of a transaction is a batch of its own
  mset_commit_by_commit,  // and each pair of an MSET
  reply_before_commit,    // the answer is given, and the store is told with the next request
};

struct NamedMutant {
  Mutant mutant;
  std::string_view name;
};

inline constexpr NamedMutant named_mutants[] = {
    {Mutant::none, "none"},
    {Mutant::index_before_log, "index-before-log"},
    {Mutant::ack_before_sync, "ack-before-sync"},
    {Mutant::no_truncate_after_torn_tail, "no-truncate-after-torn-tail"},
    {Mutant::no_sync_of_compacted_file, "no-sync-of-compacted-file"},
    {Mutant::no_sync_dir_after_rename, "no-sync-dir-after-rename"},
    {Mutant::no_checksum_on_replay, "no-checksum-on-replay"},
    {Mutant::retry_of_failed_sync, "retry-of-failed-sync"},
    {Mutant::ignored_failed_rename, "ignored-failed-rename"},
    {Mutant::lost_tombstone_on_replay, "lost-tombstone-on-replay"},
    {Mutant::ignored_failed_append, "ignored-failed-append"},
    {Mutant::everysec_only_on_traffic, "everysec-only-on-traffic"},
    {Mutant::batch_without_frame, "batch-without-frame"},
    {Mutant::no_sync_before_recovery, "no-sync-before-recovery"},
    {Mutant::no_sync_after_truncate, "no-sync-after-truncate"},
    {Mutant::read_error_ends_replay, "read-error-ends-replay"},
    {Mutant::writable_after_failed_sync, "writable-after-failed-sync"},
    {Mutant::not_dirty_again, "not-dirty-again"},
    {Mutant::everysec_swallows_failed_sync, "everysec-swallows-failed-sync"},
    {Mutant::no_sync_dir_after_create, "no-sync-dir-after-create"},
    {Mutant::old_log_removed_too_early, "old-log-removed-too-early"},
    {Mutant::journal_removal_not_synced, "journal-removal-not-synced"},
    {Mutant::old_log_not_synced_at_roll, "old-log-not-synced-at-roll"},
    {Mutant::short_header_ends_log, "short-header-ends-log"},
    {Mutant::checksum_without_value, "checksum-without-value"},
    {Mutant::stale_compaction_file, "stale-compaction-file"},
    {Mutant::torn_record_resealed, "torn-record-resealed"},
    {Mutant::no_sync_dir_after_snapshot_rename, "no-sync-dir-after-snapshot-rename"},
    {Mutant::no_sync_before_snapshot_rename, "no-sync-before-snapshot-rename"},
    {Mutant::snapshot_in_place_unsynced, "snapshot-in-place-unsynced"},
    {Mutant::synced_before_written, "synced-before-written"},
    {Mutant::visible_before_sync, "visible-before-sync"},
    {Mutant::rolled_segments_not_synced, "rolled-segments-not-synced"},
    {Mutant::written_after_failed_roll, "written-after-failed-roll"},
    {Mutant::end_moved_before_write, "end-moved-before-write"},
    {Mutant::unsynced_called_durable, "unsynced-called-durable"},
    {Mutant::sync_covers_what_came_meanwhile, "sync-covers-what-came-meanwhile"},
    {Mutant::commit_of_any_place, "commit-of-any-place"},
    {Mutant::everysec_timer_not_rearmed, "everysec-timer-not-rearmed"},
    {Mutant::batch_commit_by_commit, "batch-commit-by-commit"},
    {Mutant::failed_sync_forgotten, "failed-sync-forgotten"},
    {Mutant::manifest_unsynced, "manifest-unsynced"},
    {Mutant::current_manifest_not_synced, "current-manifest-not-synced"},
    {Mutant::segment_name_unsynced, "segment-name-unsynced"},
    {Mutant::segment_of_failed_manifest_removed, "segment-of-failed-manifest-removed"},
    {Mutant::strays_removed_at_open, "strays-removed-at-open"},
    {Mutant::merged_segment_unsynced, "merged-segment-unsynced"},
    {Mutant::merged_names_unsynced, "merged-names-unsynced"},
    {Mutant::inputs_removed_before_manifest, "inputs-removed-before-manifest"},
    {Mutant::log_not_synced_before_install, "log-not-synced-before-install"},
    {Mutant::tombstone_dropped, "tombstone-dropped"},
    {Mutant::key_moved_back, "key-moved-back"},
    {Mutant::hint_unchecked, "hint-unchecked"},
    {Mutant::commits_behind_hole, "commits-behind-hole"},
    {Mutant::open_segments_not_synced, "open-segments-not-synced"},
    {Mutant::rename_in_two_commits, "rename-in-two-commits"},
    {Mutant::exec_commit_by_commit, "exec-commit-by-commit"},
    {Mutant::mset_commit_by_commit, "mset-commit-by-commit"},
    {Mutant::reply_before_commit, "reply-before-commit"},
};

// "?": there is no such mutant.
constexpr std::string_view name_of(Mutant mutant) {
  for (const NamedMutant& named : named_mutants) {
    if (named.mutant == mutant) return named.name;
  }
  return "?";
}

#ifdef POWERCUT_MUTANTS
// The mutant of the store that this thread is at work for: its open and every other call, and its
// background tasks.
inline thread_local Mutant active_mutant = Mutant::none;
#endif

// For functions that belong to no store, and for what a store makes and drops as it goes.
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
