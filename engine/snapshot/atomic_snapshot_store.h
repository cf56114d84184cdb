// AtomicSnapshotStore: keeps one JSON file, which each change replaces whole and durably.
//
//   <path>      the snapshot; always whole
//   <path>.tmp  the next one while it is written; a stray one is removed at open
//
// A change writes <path>.tmp, syncs it, renames it over <path>, and syncs the directory. Only then
// is it acknowledged. So the store keeps D1 under every model in which a rename is atomic. sync()
// has nothing to make durable.
#pragma once

#include "engine/mutants.h"
#include "engine/snapshot/snapshot_base.h"

namespace powercut {

struct AtomicSnapshotStoreOptions {};

class AtomicSnapshotStore : public SnapshotBase {
 public:
  // Makes durable what is there before it reads it (D10). The directory must exist. locked: another
  // store has it open. corrupt: the file holds no snapshot.
  static Result<std::unique_ptr<AtomicSnapshotStore>> open(
      Environment& environment, std::string_view path,
      const AtomicSnapshotStoreOptions& options = {});

 private:
  AtomicSnapshotStore(Environment& environment, std::string_view path);

  Result<void> recover();
  Result<void> save(std::string_view json) override;
  Result<void> write_temporary(std::string_view json);
#ifdef POWERCUT_MUTANTS
  Result<void> write_in_place(std::string_view json);
#endif
  Result<void> sync_saved() override;
  Result<void> sync_parent();

  std::string temporary_path_;
  [[no_unique_address]] MutantSwitch mutant_;
};

}  // namespace powercut
