#include "engine/snapshot/atomic_snapshot_store.h"

#include <limits>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "powercut/io/path.h"
#include "powercut/io/transfer.h"

namespace powercut {

AtomicSnapshotStore::AtomicSnapshotStore(Environment& environment, std::string_view path)
    : SnapshotBase(environment, path), temporary_path_(this->path() + ".tmp") {}

Result<std::unique_ptr<AtomicSnapshotStore>> AtomicSnapshotStore::open(
    Environment& environment, std::string_view path, const AtomicSnapshotStoreOptions&) {
  std::unique_ptr<AtomicSnapshotStore> store(new AtomicSnapshotStore(environment, path));
  TRY(store->recover());
  return store;
}

Result<void> AtomicSnapshotStore::recover() {
  TRY(take_lock());
  const Result<void> removed = files().remove(temporary_path_);
  if (!removed.ok() && removed.error().code != ErrorCode::not_found) return removed.error();

  const Result<std::unique_ptr<File>> file = files().open(path(), OpenMode::write);
  if (!file.ok() && file.error().code != ErrorCode::not_found) return file.error();
  if (file.ok()) {
    if (const Result<void> synced = (*file)->sync(); !synced.ok()) {
      static_cast<void>(dirty_again(**file, 0, std::numeric_limits<std::uint64_t>::max()));
      return synced.error();
    }
  }
  TRY(sync_parent());
  return file.ok() ? load(**file) : Result<void>();
}

Result<void> AtomicSnapshotStore::save(std::string_view json) {
#ifdef POWERCUT_MUTANTS
  if (mutant_.is(Mutant::snapshot_in_place_unsynced)) return write_in_place(json);
#endif
  if (const Result<void> written = write_temporary(json); !written.ok()) {
    // If it stays, the next change writes over it, or the next open removes it.
    static_cast<void>(files().remove(temporary_path_));
    return written.error();
  }
  if (const Result<void> renamed = files().rename(temporary_path_, path()); !renamed.ok()) {
    // A failed rename leaves the old state or the new one. If the temporary file still had its name
    // to lose, it was the old one; otherwise memory and file may differ from now on.
    static_cast<void>(refuse_after(files().remove(temporary_path_)));
    return renamed.error();
  }
  if (mutant_.is(Mutant::no_sync_dir_after_snapshot_rename)) return {};
  return refuse_after(sync_parent());
}

Result<void> AtomicSnapshotStore::write_temporary(std::string_view json) {
  TRY_ASSIGN(const std::unique_ptr<File> file, files().open(temporary_path_, OpenMode::replace));
  TRY(write_full(*file, 0, as_bytes(json)));
  if (mutant_.is(Mutant::no_sync_before_snapshot_rename)) return {};
  return refuse_after(file->sync());
}

#ifdef POWERCUT_MUTANTS
// The mutant's own. The name is made durable; the bytes are what is forgotten.
Result<void> AtomicSnapshotStore::write_in_place(std::string_view json) {
  TRY_ASSIGN(const std::unique_ptr<File> file, files().open(path(), OpenMode::replace));
  TRY(write_full(*file, 0, as_bytes(json)));
  return refuse_after(sync_parent());
}
#endif

Result<void> AtomicSnapshotStore::sync_saved() { return {}; }

Result<void> AtomicSnapshotStore::sync_parent() { return files().sync_dir(parent_of(path())); }

}  // namespace powercut
