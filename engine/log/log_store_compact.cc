// Compaction of a LogStore: make the old log durable, write the live records to a new one, make
// that durable, rename it over the old one, make the name durable. A crash before the rename leaves
// the old log and a stray file; one after it leaves either log under the name, and both hold the
// same (L3).
#include "engine/io/macros.h"
#include "engine/log/log_store.h"

namespace powercut {

Result<void> LogStore::compact() {
  TRY(check_writable());
#ifdef POWERCUT_MUTANTS
  if (mutant_.is(Mutant::journal_removal_not_synced)) return compact_by_journal();
  if (mutant_.is(Mutant::old_log_not_synced_at_roll)) return roll();
#endif
  // Until the new name is durable a crash may bring the old log back, which must hold as much.
  TRY(writer_.sync());
  CompactedLog compacted;
  if (const Result<void> written = write_compacted(compacted); !written.ok()) {
    compacted = {};
    if (mutant_.is(Mutant::stale_compaction_file)) return written.error();
    // If it stays, the next compaction or the next open gets rid of it.
    static_cast<void>(environment_.files.remove(compact_path_));
    return written.error();
  }
  return install_compacted(compacted);
}

// Both handles are opened here, under the old name, so that nothing that can fail is left for the
// time after the rename: a handle stays with its file.
Result<void> LogStore::write_compacted(CompactedLog& compacted) {
  OpenMode mode = mutant_.is(Mutant::stale_compaction_file) ? OpenMode::create : OpenMode::replace;
  TRY_ASSIGN(compacted.write_file, environment_.files.open(compact_path_, mode));
  compacted.records = live_records(index_);
  TRY_ASSIGN(compacted.tail, copy_live_records(compacted.records, *read_file_, writer_.tail(),
                                               *compacted.write_file, options_.window_bytes));
  if (!mutant_.is(Mutant::no_sync_of_compacted_file)) {
    if (const Result<void> synced = compacted.write_file->sync(); !synced.ok()) {
      writer_.poison();
      return synced.error();
    }
  }
  TRY_ASSIGN(compacted.read_file, environment_.files.open(compact_path_, OpenMode::read));
  return {};
}

Result<void> LogStore::install_compacted(CompactedLog& compacted) {
#ifdef POWERCUT_MUTANTS
  if (mutant_.is(Mutant::old_log_removed_too_early)) TRY(set_log_aside());
#endif
  const Result<void> renamed = environment_.files.rename(compact_path_, path_);
  if (!renamed.ok() && !mutant_.is(Mutant::ignored_failed_rename)) {
    // A failed rename leaves the old state or the new one. If the compacted log still had its old
    // name to lose, it was the old one; otherwise the log in use may have no name any more, and
    // must not take another record.
    if (!environment_.files.remove(compact_path_).ok()) writer_.poison();
    return renamed.error();
  }
#ifdef POWERCUT_MUTANTS
  if (mutant_.is(Mutant::old_log_removed_too_early)) {
    static_cast<void>(environment_.files.remove(old_path()));
  }
#endif
  Result<void> named;
  if (!mutant_.is(Mutant::no_sync_dir_after_rename)) named = sync_parent();
  if (!named.ok()) writer_.poison();

  for (const LiveRecord& record : compacted.records) {
    record.entry->second.offset = record.new_value_offset;
  }
  writer_.use(std::move(compacted.write_file), compacted.tail);
  read_file_ = std::move(compacted.read_file);
  return named;
}

}  // namespace powercut
