#include "engine/cask/index/cask_index.h"
#include "engine/io/macros.h"

namespace powercut {

CaskIndex::CaskIndex(std::uint64_t seed, bool ordered, std::size_t ordered_page_bytes,
                     std::uint32_t index_slots)
    : hashed_(epochs_, seed, index_slots) {
  if (ordered) ordered_ = std::make_unique<OrderedIndex>(ordered_page_bytes);
}

// The header of the record says how long it is; the length in the place may be of another version
// of the slot, and only saves a second look.
Result<CaskIndex::Look> CaskIndex::look_at(RecordPlace place, std::string_view key, bool verifies,
                                           std::string& buffer, RecordView& record) const {
  Segment* segment = directory_.find(place.segment);
  if (segment == nullptr) return Look::bad;
  TRY_ASSIGN(Bytes bytes, segment->view(place.offset, place.bytes, buffer));
  if (bytes.size() < record_header_bytes) return Look::bad;
  const std::optional<RecordShape> shape = decode_shape(bytes);
  if (!shape || shape->kind != RecordKind::set) return Look::bad;
  const std::uint64_t total_bytes = shape->total_bytes();
  if (total_bytes > segment->end() - place.offset) return Look::bad;
  if (total_bytes > bytes.size()) {
    TRY_ASSIGN(bytes, segment->view(place.offset, total_bytes, buffer));
    if (bytes.size() < total_bytes) return Look::bad;
  }
  bytes = bytes.first(total_bytes);
  const std::string_view parts = as_text(bytes.subspan(record_header_bytes));
  const bool is_key = parts.substr(0, shape->key_bytes) == key;
  // A record that is not good may be of any key.
  if ((verifies || !is_key) && !checksum_matches(bytes)) return Look::bad;
  if (!is_key) return Look::other;
  record = {shape->kind, parts.substr(0, shape->key_bytes), parts.substr(shape->key_bytes)};
  return Look::found;
}

Result<std::optional<RecordPlace>> CaskIndex::resolve(std::uint64_t hash, std::string_view key,
                                                      std::string& buffer) const {
  bool is_damaged = false;
  RecordView record;
  for (HashIndex::Probe probe = hashed_.probe(hash); probe.next();) {
    TRY_ASSIGN(const Look look, look_at(probe.place(), key, false, buffer, record));
    if (look == Look::found) return std::optional(probe.place());
    if (look == Look::bad) is_damaged = true;
  }
  if (is_damaged) return Error{ErrorCode::corrupt};
  return std::optional<RecordPlace>();
}

void CaskIndex::bury(RecordPlace place) {
  Segment* segment = directory_.find(place.segment);
  if (segment != nullptr) segment->dead_bytes.fetch_add(place.bytes, std::memory_order_relaxed);
}

void CaskIndex::note_written(const PlacedChange& change) {
  Segment& segment = *directory_.find(change.place.segment);
  segment.record_bytes.fetch_add(change.place.bytes, std::memory_order_relaxed);
  if (change.kind == RecordKind::remove) {
    segment.remove_bytes.fetch_add(change.place.bytes, std::memory_order_relaxed);
  }
}

// One look at the index for each change, since there are many.
Result<void> CaskIndex::replay(const PlacedChange& change, std::uint64_t hash,
                               std::string& buffer) {
  Result<void> status;
  apply(change, hash, [&](RecordPlace place) {
    RecordView record;
    const Result<Look> look = look_at(place, change.key, false, buffer, record);
    if (!look.ok()) status = look.error();
    return look.ok() && *look == Look::found;
  });
  return status;
}

bool CaskIndex::move(std::uint64_t hash, std::string_view key, RecordPlace source,
                     RecordPlace target) {
  if (!hashed_.move(hash, source, target)) return false;
  if (ordered_) ordered_->move(key, source, target);
  return true;
}

}  // namespace powercut
