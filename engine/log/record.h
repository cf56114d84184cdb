// Record: encodes and decodes one change of the store, or one batch of them, as bytes
// (record_format.h).
//
// Encoding appends to a buffer that the caller uses again. Decoding trusts nothing: it returns only
// what lies within the bytes that it was given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "engine/log/record_format.h"
#include "powercut/engine/batch.h"
#include "powercut/io/bytes.h"
#include "powercut/io/result.h"

namespace powercut {

enum class RecordKind : std::uint8_t {
  set,
  remove,
  batch,  // the key bytes are the body: whole records of the other two kinds, one after the other
};

// The record that a header promises.
struct RecordShape {
  RecordKind kind;
  std::uint32_t key_bytes;
  std::uint32_t value_bytes;

  std::uint64_t total_bytes() const {
    return record_header_bytes + std::uint64_t{key_bytes} + value_bytes;
  }
};

struct RecordView {
  RecordKind kind;
  std::string_view key;
  std::string_view value;
};

// Appends the record to the buffer. too_large: a part is longer than its length field can say, and
// the buffer is as it was.
Result<void> encode_set(std::string_view key, std::string_view value, std::string& buffer);
Result<void> encode_remove(std::string_view key, std::string& buffer);

// Appends the batch as one record, under one checksum. too_large: the body is over
// batch_body_bytes_max, or as above.
Result<void> encode_batch(const Batch& batch, std::string& buffer);

// nullopt: no record has such lengths. This does not verify the header. It is inline, as every
// record of a recovery passes through it.
inline std::optional<RecordShape> decode_shape(Bytes header) {
  CHECK(header.size() >= record_header_bytes);
  const std::uint32_t key_length = load_u32(header.data() + record_key_length_offset);
  const std::uint32_t value_length = load_u32(header.data() + record_value_length_offset);
  if (key_length > record_part_bytes_max) return std::nullopt;
  if (value_length <= record_part_bytes_max) {
    return RecordShape{RecordKind::set, key_length, value_length};
  }
  switch (static_cast<std::int32_t>(value_length)) {
    case value_length_of_remove:
      return RecordShape{RecordKind::remove, key_length, 0};
    case value_length_of_batch:
      if (key_length > batch_body_bytes_max) return std::nullopt;
      return RecordShape{RecordKind::batch, key_length, 0};
    default:
      return std::nullopt;
  }
}

// True if the checksum of the bytes, which are one whole record, is right.
bool checksum_matches(Bytes record);

// Returns the record at the front of the bytes, verified. nullopt: it is cut short or damaged.
std::optional<RecordView> decode_record(Bytes bytes);

// The same for bytes that something else may have vouched for. Checks the checksum only if
// `verifies`.
std::optional<RecordView> read_record(Bytes bytes, bool verifies);

// True if the body consists of whole, good records of the kinds set and remove, and of nothing
// else.
bool is_batch_body(std::string_view body);

}  // namespace powercut
