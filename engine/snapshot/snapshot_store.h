// SnapshotStore: keeps one JSON file, and rewrites it in place at every change, as a naive program
// does.
//
// It is a control: it keeps none of D1 to D4. From the moment when the file is emptied until its
// new bytes are written, and for much longer after a power cut, there is no good copy of anything.
// An open reports a file that was torn so as corrupt. sync() is honest: after it, all that was
// saved so far is durable, and so is the file's name.
#pragma once

#include "engine/snapshot/snapshot_base.h"

namespace powercut {

struct SnapshotStoreOptions {};

class SnapshotStore : public SnapshotBase {
 public:
  // Reads the file at path, if there is one. The directory must exist. locked: another store has it
  // open. corrupt: the file holds no snapshot.
  static Result<std::unique_ptr<SnapshotStore>> open(Environment& environment,
                                                     std::string_view path,
                                                     const SnapshotStoreOptions& options = {});

 private:
  using SnapshotBase::SnapshotBase;

  Result<void> save(std::string_view json) override;
  Result<void> sync_saved() override;
};

}  // namespace powercut
