// SnapshotStore: one JSON file, rewritten in place at every change, as a naive program does it.
//
// A control: it keeps none of D1 to D4. Between the moment the file is emptied and the one its new
// bytes are written, and after a power loss for much longer, there is no good copy of anything. A
// file that was torn so is reported by open as corrupt. sync() is honest: all that was saved so
// far, and the file's name, is durable after it.
#pragma once

#include "engine/snapshot/snapshot_base.h"

namespace powercut {

struct SnapshotStoreOptions {};

class SnapshotStore : public SnapshotBase {
 public:
  // Reads the file at path, if there is one; the directory must exist.
  // locked: another store has it open. corrupt: it holds no snapshot.
  static Result<std::unique_ptr<SnapshotStore>> open(Environment& environment,
                                                     std::string_view path,
                                                     const SnapshotStoreOptions& options = {});

 private:
  using SnapshotBase::SnapshotBase;

  Result<void> save(std::string_view json) override;
  Result<void> sync_saved() override;
};

}  // namespace powercut
