#include "engine/snapshot/snapshot_base.h"

#include <utility>

#include "engine/io/macros.h"
#include "engine/snapshot/snapshot_codec.h"
#include "powercut/io/transfer.h"

namespace powercut {

SnapshotBase::SnapshotBase(Environment& environment, std::string_view path)
    : environment_(environment), path_(path) {}

Result<void> SnapshotBase::take_lock() {
  TRY_ASSIGN(lock_, files().lock(path_ + ".lock"));
  return {};
}

Result<void> SnapshotBase::load(File& file) {
  TRY_ASSIGN(const std::uint64_t size, file.size());
  std::string json(size, '\0');
  TRY_ASSIGN(const std::size_t count, read_full(file, 0, as_mutable_bytes(json)));
  TRY_ASSIGN(map_, decode_snapshot(std::string_view(json).substr(0, count)));
  file_bytes_ = count;
  return {};
}

Result<void> SnapshotBase::refuse_after(Result<void> synced) {
  if (!synced.ok()) refused_ = true;
  return synced;
}

Result<void> SnapshotBase::check_writable() const {
  if (closed_) return Error{ErrorCode::closed};
  if (refused_) return Error{ErrorCode::refused};
  return {};
}

Result<void> SnapshotBase::replace_map(OrderedMap changed) {
  const std::string json = encode_snapshot(changed);
  TRY(save(json));
  map_ = std::move(changed);
  file_bytes_ = json.size();
  return {};
}

Result<void> SnapshotBase::set(std::string_view key, std::string_view value) {
  TRY(check_writable());
  OrderedMap changed = map_;
  changed.insert_or_assign(std::string(key), value);
  return replace_map(std::move(changed));
}

Result<bool> SnapshotBase::get(std::string_view key, std::string& value) {
  if (closed_) return Error{ErrorCode::closed};
  return get_from(map_, key, value);
}

Result<bool> SnapshotBase::remove(std::string_view key) {
  TRY(check_writable());
  if (!map_.contains(key)) return false;
  OrderedMap changed = map_;
  changed.erase(changed.find(key));
  TRY(replace_map(std::move(changed)));
  return true;
}

Result<void> SnapshotBase::apply(const Batch& batch) {
  TRY(check_writable());
  if (batch.empty()) return {};
  OrderedMap changed = map_;
  apply_to(changed, batch);
  return replace_map(std::move(changed));
}

Result<void> SnapshotBase::scan(const KeyRange& range, const ScanVisitor& visit) {
  if (closed_) return Error{ErrorCode::closed};
  scan_map(map_, range, visit);
  return {};
}

Result<void> SnapshotBase::sync() {
  TRY(check_writable());
  return sync_saved();
}

Result<void> SnapshotBase::compact() { return check_writable(); }

StoreStats SnapshotBase::stats() const {
  return {.keys = map_.size(), .file_bytes = file_bytes_, .wasted_bytes = 0};
}

Result<void> SnapshotBase::close() {
  if (closed_) return Error{ErrorCode::closed};
  closed_ = true;
  map_.clear();
  lock_.reset();
  return {};
}

}  // namespace powercut
