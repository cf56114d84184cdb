#include "engine/log/log_store.h"

#include <algorithm>
#include <optional>

#include "engine/io/macros.h"
#include "engine/log/record.h"
#include "engine/walked_keys.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

// More than this is not kept for the next record.
constexpr std::size_t kept_buffer_bytes_max = std::size_t{1024} * 1024;

}  // namespace

Result<void> LogStore::check_writable() {
  if (closed_) return Error{ErrorCode::closed};
  return writer_.check_writable();
}

// Appends the record in buffer_, and empties it.
Result<void> LogStore::append_buffer() {
  const Result<void> appended = writer_.append(as_bytes(buffer_));
  buffer_.clear();
  if (buffer_.capacity() > kept_buffer_bytes_max) buffer_.shrink_to_fit();
  return appended;
}

Result<void> LogStore::set(std::string_view key, std::string_view value) {
  TRY(check_writable());
  TRY(encode_set(key, value, buffer_));
  const ValueLocation location = {writer_.tail() + record_header_bytes + key.size(),
                                  static_cast<std::uint32_t>(value.size())};
  if (mutant_.is(Mutant::index_before_log)) index_.set(key, location);
  TRY(append_buffer());
  index_.set(key, location);
  return {};
}

Result<bool> LogStore::remove(std::string_view key) {
  TRY(check_writable());
  if (index_.find(key) == nullptr) return false;
  TRY(encode_remove(key, buffer_));
  TRY(append_buffer());
  index_.remove(key);
  return true;
}

Result<void> LogStore::apply(const Batch& batch) {
  TRY(check_writable());
  if (batch.empty()) return {};
#ifdef POWERCUT_MUTANTS
  if (mutant_.is(Mutant::batch_without_frame)) return apply_unframed(batch);
#endif
  std::uint64_t offset = writer_.tail() + record_header_bytes;
  TRY(encode_batch(batch, buffer_));
  TRY(append_buffer());
  for (const auto& [key, value] : batch.changes()) {
    offset += record_header_bytes + key.size();
    if (value) {
      index_.set(key, {offset, static_cast<std::uint32_t>(value->size())});
      offset += value->size();
    } else {
      index_.remove(key);
    }
  }
  return {};
}

#ifdef POWERCUT_MUTANTS
// The mutant's own.
Result<void> LogStore::apply_unframed(const Batch& batch) {
  for (const auto& [key, value] : batch.changes()) {
    if (value) {
      TRY(set(key, *value));
    } else {
      TRY(remove(key));
    }
  }
  return {};
}
#endif

Result<bool> LogStore::get(std::string_view key, std::string& value) {
  if (closed_) return Error{ErrorCode::closed};
  const ValueLocation* location = index_.find(key);
  if (location == nullptr) return false;
  TRY(read_value(key, *location, value));
  return true;
}

Result<bool> LogStore::contains(std::string_view key) {
  if (closed_) return Error{ErrorCode::closed};
  return index_.find(key) != nullptr;
}

// Reads the whole record, as only that can be verified (D8), and drops what is not the value.
Result<void> LogStore::read_value(std::string_view key, ValueLocation location,
                                  std::string& value) {
  const std::size_t prefix_bytes = record_header_bytes + key.size();
  value.resize(prefix_bytes + location.length);
  TRY_ASSIGN(const std::size_t count,
             read_full(*read_file_, location.offset - prefix_bytes, as_mutable_bytes(value)));
  const std::optional<RecordView> record = decode_record(as_bytes(value).first(count));
  if (!record || record->kind != RecordKind::set || record->key != key ||
      record->value.size() != location.length) {
    return Error{ErrorCode::corrupt};
  }
  value.erase(0, prefix_bytes);
  return {};
}

Result<void> LogStore::scan(const KeyRange& range, const ScanVisitor& visit) {
  if (closed_) return Error{ErrorCode::closed};
  std::vector<const LogIndex::Map::value_type*> entries;
  for (const auto& entry : index_.entries()) {
    const bool below_end = !range.to || entry.first < *range.to;
    if (entry.first >= range.from && below_end) entries.push_back(&entry);
  }
  const auto limit =
      entries.begin() + static_cast<std::ptrdiff_t>(std::min(range.limit, entries.size()));
  const auto comes_before = [&](const auto* left, const auto* right) {
    return range.reverse ? right->first < left->first : left->first < right->first;
  };
  // To sort all of them in part takes twice as long.
  if (limit == entries.end()) {
    std::sort(entries.begin(), limit, comes_before);
  } else {
    std::partial_sort(entries.begin(), limit, entries.end(), comes_before);
  }
  std::string value;
  for (auto entry = entries.begin(); entry != limit; ++entry) {
    TRY(read_value((*entry)->first, (*entry)->second, value));
    if (!visit((*entry)->first, value)) break;
  }
  return {};
}

Result<std::optional<std::uint64_t>> LogStore::walk(std::uint64_t from, std::size_t wanted,
                                                    const KeyVisitor& visit) {
  if (closed_) return Error{ErrorCode::closed};
  WalkedKeys walked(from, wanted);
  for (const auto& entry : index_.entries()) walked.take(position_of(entry.first), entry.first);
  walked.visit(visit);
  return walked.next();
}

Result<void> LogStore::sync() {
  TRY(check_writable());
  return writer_.sync();
}

StoreStats LogStore::stats() const {
  const std::uint64_t tail = writer_.tail();
  return {.keys = index_.keys(), .file_bytes = tail, .wasted_bytes = tail - index_.live_bytes()};
}

Result<void> LogStore::close() {
  if (closed_) return Error{ErrorCode::closed};
  closed_ = true;
  const Result<void> stopped = writer_.stop();
  index_ = {};
  read_file_.reset();
  lock_.reset();
  return stopped;
}

}  // namespace powercut
