#include "engine/memory/memory_store.h"
#include "engine/io/macros.h"

namespace powercut {

Result<std::unique_ptr<MemoryStore>> MemoryStore::open(Environment&, std::string_view,
                                                       const MemoryStoreOptions&) {
  return std::make_unique<MemoryStore>();
}

Result<void> MemoryStore::check_open() const {
  if (closed_) return Error{ErrorCode::closed};
  return {};
}

Result<void> MemoryStore::set(std::string_view key, std::string_view value) {
  TRY(check_open());
  map_.insert_or_assign(std::string(key), value);
  return {};
}

Result<bool> MemoryStore::get(std::string_view key, std::string& value) {
  TRY(check_open());
  return get_from(map_, key, value);
}

Result<bool> MemoryStore::remove(std::string_view key) {
  TRY(check_open());
  const auto found = map_.find(key);
  if (found == map_.end()) return false;
  map_.erase(found);
  return true;
}

Result<void> MemoryStore::apply(const Batch& batch) {
  TRY(check_open());
  apply_to(map_, batch);
  return {};
}

Result<void> MemoryStore::scan(const KeyRange& range, const ScanVisitor& visit) {
  TRY(check_open());
  scan_map(map_, range, visit);
  return {};
}

Result<void> MemoryStore::sync() { return check_open(); }

Result<void> MemoryStore::compact() { return check_open(); }

StoreStats MemoryStore::stats() const {
  return {.keys = map_.size(), .file_bytes = 0, .wasted_bytes = 0};
}

Result<void> MemoryStore::close() {
  TRY(check_open());
  closed_ = true;
  map_.clear();
  return {};
}

}  // namespace powercut
