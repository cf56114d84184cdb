#include "harness/ask/ask_for_change.h"
#include "engine/io/macros.h"

#include <algorithm>
#include <map>

namespace powercut {

Result<bool> ask_for_change(Store& store, const Operation& operation) {
  if (operation.kind == OperationKind::set || operation.kind == OperationKind::apply) {
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

bool may_refuse(const Operation& operation, ErrorCode error, const StoreLimits& limits) {
  if (error == ErrorCode::unsupported) return true;
  if (error != ErrorCode::too_large) return false;
  std::size_t bytes = 0;
  for (const Change& change : operation.changes) {
    const std::size_t value_bytes = change.value ? change.value->size() : 0;
    if (change.key.size() > limits.key_bytes || value_bytes > limits.value_bytes) return true;
    bytes += limits.change_bytes + change.key.size() + value_bytes;
  }
  if (operation.kind != OperationKind::batch) return false;
  return operation.changes.size() > limits.batch_changes || bytes > limits.batch_bytes;
}

std::vector<KeyChange> key_changes(const Operation& operation, const KeyTable& keys) {
  std::map<std::uint32_t, std::optional<std::string>> last;
  for (const Change& change : operation.changes) last[keys.number(change.key)] = change.value;
  std::vector<KeyChange> changes;
  for (auto& [key, value] : last) changes.push_back({key, std::move(value)});
  return changes;
}

}  // namespace powercut
