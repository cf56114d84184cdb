#include "engine/snapshot/snapshot_store.h"

#include "engine/io/macros.h"
#include "powercut/io/path.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<std::unique_ptr<SnapshotStore>> SnapshotStore::open(Environment& environment,
                                                           std::string_view path,
                                                           const SnapshotStoreOptions&) {
  std::unique_ptr<SnapshotStore> store(new SnapshotStore(environment, path));
  TRY(store->take_lock());
  const Result<std::unique_ptr<File>> file = environment.files.open(path, OpenMode::read);
  if (file.ok()) {
    TRY(store->load(**file));
  } else if (file.error().code != ErrorCode::not_found) {
    return file.error();
  }
  return store;
}

Result<void> SnapshotStore::save(std::string_view json) {
  TRY_ASSIGN(const std::unique_ptr<File> file, files().open(path(), OpenMode::replace));
  return write_full(*file, 0, as_bytes(json));
}

Result<void> SnapshotStore::sync_saved() {
  const Result<std::unique_ptr<File>> file = files().open(path(), OpenMode::write);
  if (!file.ok()) {
    if (file.error().code == ErrorCode::not_found) return {};  // nothing was ever saved
    return file.error();
  }
  TRY(refuse_after((*file)->sync()));
  return refuse_after(files().sync_dir(parent_of(path())));
}

}  // namespace powercut
