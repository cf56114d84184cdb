// The seeded bugs of the mutants, which the harness must catch. Most change one line.
//
// MutantSwitch::is(Mutant::x) and mutated(Mutant::x) are a constant false in the normal build, so
// it has no code of a seeded bug. A build that defines POWERCUT_MUTANTS can open a store with one
// seeded bug; only the tests of the harness are built that way.
#pragma once

#include <cstdint>
#include <string_view>

#ifdef POWERCUT_SEES_NO_MUTANTS
#error "this source is compiled once for both builds, and must not see what seeded bugs change"
#endif

namespace powercut {

enum class Mutant : std::uint8_t {
  none,
  // Bugs of the log. A name after a colon is that of the real bug behind it, where there is one.
  index_before_log,             // the index is updated before the record is in the log: pebble#2163
  ack_before_sync,              // `always` acknowledges without having synced: nats-server#7564
  no_truncate_after_torn_tail,  // the torn tail stays, and appends follow it: leveldb#1287
  no_sync_of_compacted_file,    // the file is renamed into place unsynced: goleveldb#351
  no_sync_dir_after_rename,     // the compacted file's name is never made durable: etcd#6368
  no_checksum_on_replay,        // replay checks no checksum: raft-wal#10
  retry_of_failed_sync,         // the ok of a second try is believed: PostgreSQL's "fsyncgate"
  ignored_failed_rename,        // compaction goes on as if the rename had happened
  lost_tombstone_on_replay,     // replay skips tombstones: rosedb#258
  ignored_failed_append,        // the end moves past a record written in part: leveldb#578
  everysec_only_on_traffic,     // the next write syncs, but no timer does: redis#5985
  batch_without_frame,          // a batch is written record by record
  no_sync_before_recovery,      // open relies on data that only the cache may hold: kafka#8812
  no_sync_after_truncate,       // the cut of a torn tail is not durable before the first append
  read_error_ends_replay,       // a failed read is taken for the end of the log: rocksdb#6288
  writable_after_failed_sync,   // only one change fails, the next is accepted: cockroach#37102
  not_dirty_again,              // the pages of a failed sync count as clean
  everysec_swallows_failed_sync,  // a background sync that fails is forgotten: redis#8419
  no_sync_dir_after_create,       // the log's own name is never made durable: leveldb#196
  old_log_removed_too_early,      // the new log's name is not durable yet: leveldb#195
  journal_removal_not_synced,     // a stale journal rolls the log back: SQLite's unlinked journal
  old_log_not_synced_at_roll,     // the first log is not synced before the second: leveldb#193
  short_header_ends_log,          // a header in part counts as a clean end: prometheus/tsdb#451
  checksum_without_value,         // the checksum leaves the value out: leveldb#251
  stale_compaction_file,          // a failed one leaves its file, the next overwrites its start
  torn_record_resealed,           // recovery gives a torn record a fresh checksum: redb#1290
  // Bugs of the atomic snapshot.
  no_sync_dir_after_snapshot_rename,  // the new name is never made durable: redis#10737
  no_sync_before_snapshot_rename,     // the temporary file is renamed unsynced: leveldb#189
  snapshot_in_place_unsynced,         // the old file is overwritten and not synced: leveldb#74
  // Bugs of CaskStore.
  synced_before_written,            // a commit is synced before it is written
  visible_before_sync,              // the index changes before the commit is durable
  rolled_segments_not_synced,       // a sync leaves out the segments before the last
  written_after_failed_roll,        // commits go to a segment that a manifest may call finished
  end_moved_before_write,           // a failed write leaves a hole, and commits follow it
  unsynced_called_durable,          // a commit calls earlier data durable; a torn end looks damaged
  sync_covers_what_came_meanwhile,  // data written during a sync counts as durable
  commit_of_any_place,  // its token names neither its place nor the use of its segment number
  everysec_timer_not_rearmed,   // only the first change of a process starts the timer
  batch_commit_by_commit,       // each change of a batch is a commit of its own
  failed_sync_forgotten,        // the next change is accepted in spite of it
  manifest_unsynced,            // its segments are used before the manifest is durable
  current_manifest_not_synced,  // the older is overwritten while only the cache has the newer
  segment_name_unsynced,        // a segment takes commits before its name is durable
  segment_of_failed_manifest_removed,  // that manifest may be on the disk, and names the segment
  strays_removed_at_open,              // a manifest on the disk may still name the removed files
  merged_segment_unsynced,             // a manifest names it before its bytes are durable
  merged_names_unsynced,               // a manifest names it before its file name is durable
  inputs_removed_before_manifest,      // the manifest without them is not durable yet
  log_not_synced_before_install,       // the newer record can be lost, and the older one is gone
  tombstone_dropped,                   // a tombstone goes although an older segment has the key
  key_moved_back,                      // a compaction moves a key that was written meanwhile
  hint_unchecked,                      // a hint that was written in part is taken for all of it
  commits_behind_hole,                 // a segment is read although the one before it is torn
  open_segments_not_synced,            // recovery relies on data that only the cache may hold
  // Bugs of the command layer.
  rename_in_two_commits,  // the new key is stored before the old one is removed
  exec_commit_by_commit,  // each change of a transaction is a batch of its own
  mset_commit_by_commit,  // each pair of an MSET is a batch of its own
  reply_before_commit,    // the store gets the change only with the next request
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

// Returns "?" for a value that is no mutant.
constexpr std::string_view name_of(Mutant mutant) {
  for (const NamedMutant& named : named_mutants) {
    if (named.mutant == mutant) return named.name;
  }
  return "?";
}

#ifdef POWERCUT_MUTANTS
// The seeded bug of the store that this thread works for: in its open, in its other functions, and
// in its background tasks.
inline thread_local Mutant active_mutant = Mutant::none;
#endif

// For functions that belong to no store, and for objects that a store makes and drops as it runs.
#ifdef POWERCUT_MUTANTS
inline bool mutated(Mutant mutant) { return active_mutant == mutant; }
#else
constexpr bool mutated(Mutant) { return false; }
#endif

// A member of each store that can have a seeded bug. It keeps the bug that the store was opened
// with, also for its background tasks. In the normal build it is empty, and is() is a constant
// false.
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
