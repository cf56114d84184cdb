#include "engine/log/record.h"

#include "engine/crc32.h"
#include "engine/io/macros.h"
#include "engine/mutants.h"

namespace powercut {
namespace {

// Makes room for a record at the end of the buffer, and puts all but the checksum there.
std::byte* put_record(std::string_view key, std::string_view value, std::int32_t value_length,
                      std::string& buffer) {
  const std::size_t start = buffer.size();
  buffer.resize(start + record_header_bytes);
  buffer.append(key).append(value);
  std::byte* record = as_mutable_bytes(buffer).data() + start;
  store_u32(record + record_key_length_offset, static_cast<std::uint32_t>(key.size()));
  store_u32(record + record_value_length_offset, static_cast<std::uint32_t>(value_length));
  return record;
}

void seal_record(std::byte* record, std::size_t total_bytes) {
  store_u32(record, crc32(0, Bytes(record, total_bytes).subspan(record_key_length_offset)));
}

void encode(std::string_view key, std::string_view value, std::int32_t value_length,
            std::string& buffer) {
  std::byte* record = put_record(key, value, value_length, buffer);
  if (mutated(Mutant::checksum_without_value)) value = {};
  seal_record(record, record_header_bytes + key.size() + value.size());
}

Result<void> encode_change(const Change& change, std::string& buffer) {
  if (change.value) return encode_set(change.key, *change.value, buffer);
  return encode_remove(change.key, buffer);
}

}  // namespace

Result<void> encode_set(std::string_view key, std::string_view value, std::string& buffer) {
  if (key.size() > record_part_bytes_max) return Error{ErrorCode::too_large};
  if (value.size() > record_part_bytes_max) return Error{ErrorCode::too_large};
  encode(key, value, static_cast<std::int32_t>(value.size()), buffer);
  return {};
}

Result<void> encode_remove(std::string_view key, std::string& buffer) {
  if (key.size() > record_part_bytes_max) return Error{ErrorCode::too_large};
  encode(key, {}, value_length_of_remove, buffer);
  return {};
}

Result<void> encode_batch(const Batch& batch, std::string& buffer) {
  // First the sum: a batch over the limit must not cost the memory that it would take.
  std::size_t body_bytes = 0;
  for (const auto& [key, value] : batch.changes()) {
    body_bytes += record_header_bytes + key.size() + (value ? value->size() : 0);
    if (body_bytes > batch_body_bytes_max) return Error{ErrorCode::too_large};
  }
  const std::size_t start = buffer.size();
  buffer.reserve(start + record_header_bytes + body_bytes);
  put_record({}, {}, value_length_of_batch, buffer);
  for (const Change& change : batch.changes()) TRY(encode_change(change, buffer));

  std::byte* record = as_mutable_bytes(buffer).data() + start;
  CHECK(buffer.size() - start == record_header_bytes + body_bytes);
  store_u32(record + record_key_length_offset, static_cast<std::uint32_t>(body_bytes));
  seal_record(record, record_header_bytes + body_bytes);
  return {};
}

bool checksum_matches(Bytes record) {
  CHECK(record.size() >= record_header_bytes);
#ifdef POWERCUT_MUTANTS
  if (mutated(Mutant::checksum_without_value)) {
    record = record.first(record.size() - decode_shape(record)->value_bytes);
  }
#endif
  return load_u32(record.data()) == crc32(0, record.subspan(record_key_length_offset));
}

std::optional<RecordView> decode_record(Bytes bytes) { return read_record(bytes, true); }

std::optional<RecordView> read_record(Bytes bytes, bool verifies) {
  if (bytes.size() < record_header_bytes) return std::nullopt;
  const std::optional<RecordShape> shape = decode_shape(bytes);
  if (!shape || shape->total_bytes() > bytes.size()) return std::nullopt;
  const Bytes record = bytes.first(shape->total_bytes());
  if (verifies && !checksum_matches(record)) return std::nullopt;
  const std::string_view parts = as_text(record.subspan(record_header_bytes));
  return RecordView{shape->kind, parts.substr(0, shape->key_bytes), parts.substr(shape->key_bytes)};
}

bool is_batch_body(std::string_view body) {
  while (!body.empty()) {
    const std::optional<RecordView> record = decode_record(as_bytes(body));
    if (!record || record->kind == RecordKind::batch) return false;
    body.remove_prefix(record_header_bytes + record->key.size() + record->value.size());
  }
  return true;
}

}  // namespace powercut
