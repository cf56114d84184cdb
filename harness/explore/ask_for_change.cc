#include "harness/explore/ask_for_change.h"

namespace powercut {

Result<bool> ask_for_change(Store& store, const Operation& operation) {
  if (operation.kind == OperationKind::set) {
    TRY(store.set(operation.changes[0].key, *operation.changes[0].value));
    return true;
  }
  if (operation.kind == OperationKind::remove) return store.remove(operation.changes[0].key);
  Batch batch;
  for (const Change& change : operation.changes) {
    if (change.value) {
      batch.set(change.key, *change.value);
    } else {
      batch.remove(change.key);
    }
  }
  TRY(store.apply(batch));
  return true;
}

}  // namespace powercut
